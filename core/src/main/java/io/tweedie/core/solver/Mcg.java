package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.minus;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import org.bytedeco.pytorch.Tensor;

/**
 * Manifold constrained gradient (Chung et al., NeurIPS 2022, equations 14 and 15): after each
 * unconditional step, move against the gradient of the measurement residual, then replace what the
 * measurement sees. The projection uses A+, which is the paper's A' under its scaling A A' = I.
 * Serves linear operators; assumes a measurement without noise.
 *
 * <pre>{@code
 * x'      = transition(x_t, x0Hat) - stepSize grad_{x_t} |y - A x0Hat|
 * x_{t-1} = x' + A+ (y_t - A x'),   y_t = sqrt(alphaBar) y + sqrt(1 - alphaBar) A z
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2206.00941">arXiv:2206.00941</a>
 *
 * @param stepSize of the gradient of |y - A x0Hat|
 * @param noisedAt the level to which the measurement is noised
 */
public record Mcg(double stepSize, NoisedAt noisedAt) implements Solver {

  /** Refuses values that make no sense. */
  public Mcg {
    Require.notNegative("stepSize", stepSize);
  }

  /** Measurement noised to the level of x_{t-1}. */
  public static Mcg paper() {
    return new Mcg(1, NoisedAt.PREVIOUS);
  }

  /** As the authors' code, where the measurement is noised to the level of x_t. */
  public static Mcg official() {
    return new Mcg(1, NoisedAt.CURRENT);
  }

  @Override
  public Plan plan() {
    return new Plan("1000", new Transition.Ddpm(Transition.Variance.LEARNED), true);
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireLinear("MCG", operator);
  }

  @Override
  public void requireServes(Noise noise) {
    UnsupportedOperatorException.requireExact("MCG", noise);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    LinearOperator a = y.linear();
    Tensor moved;
    try (Tape tape = step.watch()) {
      Tensor x0 = step.x0Hat();
      Tensor gradient = tape.gradient(y.residualNorm(x0));
      moved = minus(step.next(x0).detach(), stepSize, gradient);
    }
    return moved.add(a.pseudoInverse(noisedAt.noised(step, y).sub(a.apply(moved))));
  }

  /** Makes {@code mcg}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "mcg";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return preset == Preset.PAPER ? paper() : official();
    }
  }
}
