package io.tweedie.core.guidance;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.schedule.NoiseLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Images of two pixels in two classes of two modes each, which overlap: a prior, a
 * class-conditional prior and a classifier of noisy images, all exact.
 */
final class MixtureClasses implements ConditionalDenoiser, NoisyClassifier {

  private static final float[] MEANS = {-1, 0, 0.5f, 1, 1, -0.5f, -0.2f, -0.8f};
  private static final List<Double> WEIGHTS = List.of(0.4, 0.1, 0.2, 0.3);
  private static final List<Double> DEVIATIONS = List.of(0.3, 0.2, 0.4, 0.25);

  private final IsotropicMixture all = components(0, 4);
  private final List<IsotropicMixture> classes = List.of(components(0, 2), components(2, 4));

  private static IsotropicMixture components(int from, int to) {
    return IsotropicMixture.around(
        WEIGHTS.subList(from, to),
        Tensor.create(MEANS, 4, 1, 1, 2).narrow(0, from, to - from),
        DEVIATIONS.subList(from, to));
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level, Condition condition) {
    List<Prediction> images = new ArrayList<>();
    for (int i = 0; i < xt.size(0); i++) {
      long label =
          condition.image(i) instanceof Condition.Classes own
              ? own.labels().item_long()
              : Condition.NO_CLASS;
      images.add(prior(label).predict(xt.narrow(0, i, 1), level));
    }
    return new Prediction(
        images.get(0).kind(),
        cat(new TensorVector(images.stream().map(Prediction::output).toArray(Tensor[]::new)), 0));
  }

  @Override
  public Tensor logits(Tensor xt, NoiseLevel level) {
    Tensor components = all.logPosterior(xt, level).reshape(xt.size(0), 2, 2);
    return components.logsumexp(2);
  }

  /** The prior of all images, or of one class, for many images at once. */
  IsotropicMixture prior(long label) {
    return label == Condition.NO_CLASS ? all : classes.get((int) label);
  }

  /** Exact samples of a class, each with its two pixels. */
  static double[][] draw(int label, int count, long seed) {
    Random random = new Random(seed);
    double first = WEIGHTS.get(2 * label);
    double second = WEIGHTS.get(2 * label + 1);
    double[][] images = new double[count][2];
    for (double[] image : images) {
      int k = 2 * label + (random.nextDouble() < first / (first + second) ? 0 : 1);
      for (int pixel = 0; pixel < 2; pixel++) {
        image[pixel] = MEANS[2 * k + pixel] + DEVIATIONS.get(k) * random.nextGaussian();
      }
    }
    return images;
  }
}
