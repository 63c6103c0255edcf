package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.plus;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import org.bytedeco.pytorch.Tensor;

/**
 * Iterative latent variable refinement (Choi et al., ICCV 2021, Algorithm 1): after each
 * unconditional step, replace what the measurement sees of the image, x' - A+ A x' + A+ y_t. The
 * paper's low-pass filter phi is A+ A of a downsampling A. Serves linear operators; assumes a
 * measurement without noise.
 *
 * <pre>{@code
 * x'      = transition(x_t, x0Hat)
 * x_{t-1} = x' + weight A+ (y_t - A x'),   y_t = sqrt(alphaBar) y + sqrt(1 - alphaBar) A z
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2108.02938">arXiv:2108.02938</a>
 *
 * @param weight of the replacement, 1 in the paper
 * @param noisedAt the level to which the measurement is noised
 * @param unrefinedSteps how many of the last steps go without refinement
 */
public record Ilvr(double weight, NoisedAt noisedAt, int unrefinedSteps) implements Solver {

  /** Refuses values that make no sense. */
  public Ilvr {
    Require.notNegative("weight", weight);
    Require.atLeast(0, "unrefinedSteps", unrefinedSteps);
  }

  /** Refines at every step, with the measurement noised to the level of x_{t-1} (equation 8). */
  public static Ilvr paper() {
    return new Ilvr(1, NoisedAt.PREVIOUS, 0);
  }

  /**
   * As the authors' code, where the measurement is noised to the level of x_t and the last step
   * goes without refinement.
   */
  public static Ilvr official() {
    return new Ilvr(1, NoisedAt.CURRENT, 1);
  }

  @Override
  public Plan plan() {
    return new Plan("250", new Transition.Ddpm(Transition.Variance.LEARNED), true);
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireLinear("ILVR", operator);
  }

  @Override
  public void requireServes(Noise noise) {
    UnsupportedOperatorException.requireExact("ILVR", noise);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    LinearOperator a = y.linear();
    Tensor next = step.next(step.x0Hat());
    if (step.index() < unrefinedSteps) {
      return next;
    }
    Tensor yNoised = noisedAt.noised(step, y);
    return plus(next, weight, a.pseudoInverse(yNoised.sub(a.apply(next))));
  }

  /** Makes {@code ilvr}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "ilvr";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return preset == Preset.PAPER ? paper() : official();
    }
  }
}
