package io.tweedie.core.solver;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ConjugateGradients;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import org.bytedeco.pytorch.Tensor;

/**
 * Decomposed diffusion sampling (Chung et al., ICLR 2024, Algorithm 1): improves the estimate of
 * x_0 by a few steps of conjugate gradients, which move it in the Krylov subspace of the
 * measurement and leave it otherwise where the prior put it. With noise they head for the minimum
 * of gamma |A x - y|^2 / 2 + |x - x0|^2 / 2, without for A'A x = A'y. Serves linear operators.
 *
 * <pre>{@code
 * x0      = CG(A'A x = A'y)  or, with noise,  CG((gamma A'A + I) x = gamma A'y + x0Hat)
 * x_{t-1} = transition(x_t, x0)
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2303.05754">arXiv:2303.05754</a>; CG starts at x0Hat.
 *
 * @param gamma weight of a noisy measurement
 * @param iterations of conjugate gradients, at least 1
 * @param plan steps and transition
 */
public record Dds(double gamma, int iterations, Plan plan) implements Solver {

  /** Refuses values that make no sense. */
  public Dds {
    Require.positive("gamma", gamma);
    Require.atLeast(1, "iterations", iterations);
  }

  /** gamma 1, 5 iterations, eta 0.85, 50 steps; paper and code agree. */
  public static Dds paper() {
    return official();
  }

  /** As the authors' code, without its early return one step before the last. */
  public static Dds official() {
    return new Dds(1, 5, new Plan("uniform:50", new Transition.Remix(0.85), false));
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireLinear("DDS", operator);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    LinearOperator a = y.linear();
    double damping = y.noise() instanceof Noise.None ? 0 : 1 / gamma;
    return step.next(ConjugateGradients.improve(a, step.x0Hat(), y.y(), damping, iterations));
  }

  /** Makes {@code dds}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "dds";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return preset == Preset.PAPER ? paper() : official();
    }
  }
}
