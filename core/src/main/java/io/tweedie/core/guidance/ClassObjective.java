package io.tweedie.core.guidance;

import static io.tweedie.core.tensor.Scalars.times;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What guidance climbs: a number for each image, of what a classifier says of it. A classifier's
 * logits f are also minus the energies of images with their classes (Grathwohl et al. 2020):
 *
 * <pre>
 * E(x, y) = -f(x)[y]     E(x) = -ln sum_k exp f(x)[k]     ln p(y | x) = E(x) - E(x, y)
 * </pre>
 */
@FunctionalInterface
public interface ClassObjective {

  /**
   * The numbers.
   *
   * @param logits f, N x classes
   * @param labels the classes that are wanted, int64 [N], each below the number of classes
   * @return [N]
   */
  Tensor of(Tensor logits, Tensor labels);

  /** ln p(y | x). */
  record LogProbability() implements ClassObjective {

    @Override
    public Tensor of(Tensor logits, Tensor labels) {
      return logitsOf(logits.log_softmax(1), labels);
    }
  }

  /** -E(x, y): how much of the class an image is, whatever of other classes it is besides. */
  record JointEnergy() implements ClassObjective {

    @Override
    public Tensor of(Tensor logits, Tensor labels) {
      return logitsOf(logits, labels);
    }
  }

  /**
   * -(E(x, y) + weight |E*(y) - E(x)|): E(x, y) of images that are as likely as the class's own.
   *
   * @param weight lambda
   * @param means E*, for each class the mean of E(x) over its images in the training set
   */
  record BalancedEnergy(double weight, List<Double> means) implements ClassObjective {

    /** Copies the means. */
    public BalancedEnergy {
      means = List.copyOf(means);
    }

    @Override
    public Tensor of(Tensor logits, Tensor labels) {
      double[] each = means.stream().mapToDouble(Double::doubleValue).toArray();
      Tensor usual = Tensor.create(each, each.length).to(logits).index_select(0, labels);
      Tensor energy = logits.logsumexp(1).neg();
      Tensor apart = usual.sub(energy).abs();
      return logitsOf(logits, labels).sub(times(weight, apart));
    }
  }

  private static Tensor logitsOf(Tensor logits, Tensor labels) {
    return logits.gather(1, labels.unsqueeze(1)).squeeze(1);
  }
}
