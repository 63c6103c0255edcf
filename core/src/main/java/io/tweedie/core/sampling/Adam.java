package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.minus;
import static io.tweedie.core.tensor.Scalars.scalar;
import static io.tweedie.core.tensor.Scalars.sum;
import static io.tweedie.core.tensor.Scalars.times;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Adam (Kingma and Ba, ICLR 2015, Algorithm 1): a step against the gradient's running mean, in
 * units of its running root mean square. The moments are kept by the run, so that they are saved,
 * resumed and split with it.
 *
 * <pre>
 * m = beta1 m + (1 - beta1) g,  v = beta2 v + (1 - beta2) g^2
 * x - rate m / (1 - beta1^n) / (sqrt(v / (1 - beta2^n)) + tiny)
 * </pre>
 *
 * @param rate alpha, the length of a step, positive
 * @param beta1 decay of the mean, in [0, 1)
 * @param beta2 decay of the mean square, in [0, 1)
 * @param tiny epsilon, keeps the quotient finite, positive
 */
public record Adam(double rate, double beta1, double beta2, double tiny) {

  /** Refuses values that make no sense. */
  public Adam {
    if (!(rate > 0 && tiny > 0)) {
      throw new IllegalArgumentException(
          "the rate of Adam and its epsilon must be positive, got %s and %s".formatted(rate, tiny));
    }
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          "the decays of Adam must be in [0, 1), got %s and %s".formatted(beta1, beta2));
    }
  }

  /** The paper's decays, 0.9 and 0.999, and epsilon, 1e-8. */
  public static Adam ofRate(double rate) {
    return new Adam(rate, 0.9, 0.999, 1e-8);
  }

  /**
   * One update.
   *
   * @param step keeps the moments, under {@code name}
   * @param name of what is updated; different names have moments of their own
   * @param update n, the number of this update in the run, counted from 1
   * @param x what is updated, first dimension N
   * @param gradient of the loss there, of the shape of {@code x}
   * @return x after the update
   */
  public Tensor update(Step step, String name, int update, Tensor x, Tensor gradient) {
    Tensor m = average(step, firstMoment(name), gradient, beta1);
    Tensor v = average(step, secondMoment(name), gradient.square(), beta2);
    Tensor deviation = times(1 / (1 - Math.pow(beta2, update)), v).sqrt().add(scalar(tiny));
    return minus(x, rate / (1 - Math.pow(beta1, update)), m.div(deviation));
  }

  /**
   * Begins anew: the next update is the first.
   *
   * @param name as of {@link #update}
   * @param x what will be updated
   */
  public static void forget(Step step, String name, Tensor x) {
    step.keep(firstMoment(name), torch.zeros_like(x));
    step.keep(secondMoment(name), torch.zeros_like(x));
  }

  private static String firstMoment(String name) {
    return name + " first moment";
  }

  private static String secondMoment(String name) {
    return name + " second moment";
  }

  private static Tensor average(Step step, String name, Tensor value, double beta) {
    Tensor before = step.recall(name).orElseGet(() -> torch.zeros_like(value));
    Tensor now = sum(beta, before, 1 - beta, value);
    step.keep(name, now);
    return now;
  }
}
