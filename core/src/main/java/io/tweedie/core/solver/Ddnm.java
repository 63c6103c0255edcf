package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.InpaintingTask;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.operator.Measurement;
import io.tweedie.core.operator.Task;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Transition;
import org.bytedeco.pytorch.Tensor;

/**
 * Denoising diffusion null-space model (Wang et al., ICLR 2023, Algorithm 1): correct the estimate
 * of x_0 in the range of A, x0 - A+ (A x0 - y), and step from there. Serves linear operators;
 * assumes a measurement without noise.
 *
 * @param weight of the correction, 1 in the paper
 * @param temperature scale of what each step adds to the estimate, in [0, 1]. At 1, as in the
 *     paper, a run draws from the posterior; below, it goes toward the posterior mean, nearer to
 *     the truth in mean square and with less texture
 * @param plan steps and transition, where the paper, its code and this project differ
 */
public record Ddnm(double weight, double temperature, Plan plan) implements Solver {

  private static final double ETA = 0.85;

  /** Refuses temperatures outside [0, 1]. */
  public Ddnm {
    if (!(temperature >= 0 && temperature <= 1)) {
      throw new IllegalArgumentException("temperature must be in [0, 1], got " + temperature);
    }
  }

  /** Steps by DDIM with eta 0.85 from the corrected estimate (section 4). */
  public static Ddnm paper() {
    return new Ddnm(1, 1, new Plan("uniform:100", new Transition.Ddim(ETA), false));
  }

  /** As the authors' code, which keeps the prior's epsilon and mixes in fresh noise. */
  public static Ddnm official() {
    return new Ddnm(1, 1, new Plan("uniform:100", new Transition.Remix(ETA), false));
  }

  /**
   * For one answer, the nearest to the truth of what was measured with the prior that ships: more
   * steps at little noise, and toward the posterior mean where something is known near every pixel.
   * In a hole, or for colours, that mean looks like no photo, and these are the settings of {@link
   * #posterior}. Where the measurement leaves no gaps, more than 40 steps change nothing.
   */
  public static Ddnm tuned(Task task) {
    if (task instanceof Task.SuperResolve || task instanceof Task.SuperResolveBicubic) {
      return towardTheMean(40);
    }
    return task instanceof InpaintingTask.RandomPixels ? towardTheMean(100) : posterior();
  }

  private static Ddnm towardTheMean(int steps) {
    return new Ddnm(1, 0.7, new Plan("quadratic:" + steps, new Transition.Remix(0.15), false));
  }

  /** For several answers: temperature 1, fresh noise in each step, more steps at little noise. */
  public static Ddnm posterior() {
    return new Ddnm(1, 1, new Plan("quadratic:100", new Transition.Remix(1), false));
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireLinear("DDNM", operator);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    LinearOperator a = y.linear();
    Tensor x0 = step.x0Hat();
    Tensor corrected = x0.add(a.pseudoInverse(y.residual(x0)), scalar(weight));
    Tensor mean = corrected.mul(scalar(Math.sqrt(step.alphaBarPrevious())));
    return mean.lerp(step.next(corrected), scalar(temperature));
  }
}
