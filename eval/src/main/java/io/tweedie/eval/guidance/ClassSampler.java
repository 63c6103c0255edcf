package io.tweedie.eval.guidance;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.guidance.Guidance;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.core.tensor.Shape;
import io.tweedie.models.prior.ClassPriors;
import io.tweedie.models.prior.Model;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Draws images class by class. The noise of an image depends on the seed and its number, so that
 * methods and scales differ in nothing else.
 *
 * @param experiment how
 * @param model of the images
 * @param priors of its classes
 */
record ClassSampler(GuidanceExperiment experiment, Model model, ClassPriors priors) {

  private static final int BATCH = 32;

  /** Steps of all batches of one guidance. */
  long steps() {
    long batches = (experiment.perClass() + BATCH - 1) / BATCH;
    return model.spec().classes() * batches * loop(null).steps();
  }

  /**
   * Draws images of every class.
   *
   * @param goOn asked after every step
   * @return n of class 0, then n of class 1, and so on: K n x C x H x W
   */
  Tensor draw(Guidance guidance, BooleanSupplier goOn) {
    NoiseSchedule levels = model.schedule().respace(Spacing.parse(experiment.steps()));
    TensorVector drawn = new TensorVector();
    for (long label = 0; label < model.spec().classes(); label++) {
      SamplingLoop loop =
          loop(priors.of(Condition.classes(label), guidance, levels, Variance.LEARNED));
      long first = label * experiment.perClass();
      long last = first + experiment.perClass();
      for (long from = first; from < last; from += BATCH) {
        long[] ids = LongStream.range(from, Math.min(last, from + BATCH)).toArray();
        try (Tensor images = draw(loop, new KeyedNoise(experiment.seed(), ids), goOn)) {
          drawn.push_back(images);
        }
      }
    }
    return cat(drawn, 0);
  }

  private Tensor draw(SamplingLoop loop, KeyedNoise noise, BooleanSupplier goOn) {
    try (Tensor start = loop.start(noise, shape())) {
      return loop.run(
          step -> step.next(step.x0Hat()), noise, start, (state, step) -> goOn.getAsBoolean());
    }
  }

  private SamplingLoop loop(Denoiser prior) {
    return new SamplingLoop(prior, model.schedule(), experiment.plan());
  }

  private Shape shape() {
    int side = model.spec().imageSize();
    return new Shape(model.network().inChannels(), side, side);
  }
}
