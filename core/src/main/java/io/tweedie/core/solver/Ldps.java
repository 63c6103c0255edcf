package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.minus;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import org.bytedeco.pytorch.Tensor;

/**
 * Latent diffusion posterior sampling, {@link Dps} in the latents of an autoencoder: the baseline
 * of Rout et al. (NeurIPS 2023, equation 6) and Chung et al. (ICML 2024, equation 20). Serves every
 * differentiable operator.
 *
 * <pre>{@code
 * z'      = transition(z_t, z0Hat)
 * z_{t-1} = z' - stepSize grad_{z_t} |y - A(D(z0Hat))|
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2307.00619">arXiv:2307.00619</a>, <a
 * href="https://arxiv.org/abs/2310.01110">arXiv:2310.01110</a>
 *
 * @param stepSize of the gradient, one norm for each image
 * @param plan steps and transition
 */
public record Ldps(double stepSize, Plan plan) implements Solver {

  /** Refuses steps up the gradient. */
  public Ldps {
    Require.notNegative("stepSize", stepSize);
  }

  /** Step 1 along DDIM without noise, 1000 steps (Chung et al., appendix B.3). */
  public static Ldps paper() {
    return new Ldps(1, new Plan("1000", new Transition.Ddim(0), false));
  }

  /** As the code of Flash-Diffusion runs it: step 3 along DDPM. */
  public static Ldps official() {
    return new Ldps(
        3, new Plan("1000", new Transition.Ddpm(Transition.Variance.FIXED_SMALL), false));
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireDecoded("LDPS", operator);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    Tensor gradient;
    try (Tape tape = step.watch()) {
      gradient = tape.gradient(y.residualNorm(step.x0Hat()));
    }
    return minus(step.next(step.x0Hat()), stepSize, gradient);
  }

  /** Makes {@code ldps}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "ldps";
    }

    @Override
    public String summary() {
      return "in latents";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return preset == Preset.PAPER ? paper() : official();
    }
  }
}
