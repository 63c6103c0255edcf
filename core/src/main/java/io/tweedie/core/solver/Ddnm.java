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
 * @param transition the reverse step, where the paper and its code differ
 */
public record Ddnm(double weight, Transition transition) implements Solver {

  private static final double ETA = 0.85;

  /** Steps by DDIM with eta 0.85 from the corrected estimate (section 4). */
  public static Ddnm paper() {
    return new Ddnm(1, new Transition.Ddim(ETA));
  }

  /** As the authors' code, which keeps the prior's epsilon and mixes in fresh noise. */
  public static Ddnm official() {
    return new Ddnm(1, new Transition.Remix(ETA));
  }

  @Override
  public Plan plan() {
    return new Plan("uniform:100", transition, false);
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
