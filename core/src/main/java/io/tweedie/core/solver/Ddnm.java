package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.operator.Measurement;
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
 * @param plan steps and transition, where the paper, its code and this project differ
 */
public record Ddnm(double weight, Plan plan) implements Solver {

  private static final double ETA = 0.85;

  /** Steps by DDIM with eta 0.85 from the corrected estimate (section 4). */
  public static Ddnm paper() {
    return new Ddnm(1, new Plan("uniform:100", new Transition.Ddim(ETA), false));
  }

  /** As the authors' code, which keeps the prior's epsilon and mixes in fresh noise. */
  public static Ddnm official() {
    return new Ddnm(1, new Plan("uniform:100", new Transition.Remix(ETA), false));
  }

  /**
   * Fresh noise in every step and more steps at little noise: of what was measured with the prior
   * that ships, nearest to the truth.
   */
  public static Ddnm tuned() {
    return new Ddnm(1, new Plan("quadratic:100", new Transition.Remix(1), false));
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireLinear("DDNM", operator);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    LinearOperator a = y.linear();
    Tensor x0 = step.x0Hat();
    return step.next(x0.add(a.pseudoInverse(y.residual(x0)), scalar(weight)));
  }
}
