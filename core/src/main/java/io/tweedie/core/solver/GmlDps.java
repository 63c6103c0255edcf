package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.sum;

import io.tweedie.core.latent.DecodedMeasurement;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.PerImage;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import org.bytedeco.pytorch.Tensor;

/**
 * "Goodness modified" latent DPS (Rout et al., NeurIPS 2023, equation 7): among the latents that
 * explain the measurement, goes toward those that decoder and encoder leave where they are. Serves
 * every differentiable operator.
 *
 * <pre>{@code
 * x       = D(z0Hat)
 * z'      = transition(z_t, z0Hat)
 * z_{t-1} = z' - grad_{z_t} (stepSize |y - A(x)| + fixedPointWeight |z0Hat - E(x)|)
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2307.00619">arXiv:2307.00619</a>
 *
 * @param stepSize of the gradient of the residual, one norm for each image
 * @param fixedPointWeight gamma, weight of the way from a fixed point
 * @param plan steps and transition
 */
public record GmlDps(double stepSize, double fixedPointWeight, Plan plan) implements Solver {

  /** Refuses steps up the gradient. */
  public GmlDps {
    Require.notNegative("stepSize", stepSize);
    Require.notNegative("fixedPointWeight", fixedPointWeight);
  }

  /** Step 1, weight 0.1, along DDIM without noise (Chung et al., ICML 2024, appendix B.3). */
  public static GmlDps paper() {
    return new GmlDps(1, 0.1, new Plan("1000", new Transition.Ddim(0), false));
  }

  /** As the code of Flash-Diffusion runs it: step 2, weight 0.05, along DDPM. */
  public static GmlDps official() {
    return new GmlDps(
        2, 0.05, new Plan("1000", new Transition.Ddpm(Transition.Variance.FIXED_SMALL), false));
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireDecoded("GML-DPS", operator);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    DecodedMeasurement seen = DecodedMeasurement.of(y);
    Tensor gradient;
    try (Tape tape = step.watch()) {
      Tensor z0 = step.x0Hat();
      Tensor x = seen.decode(z0);
      Tensor misfit = seen.ofPicture().residualNorm(x);
      Tensor moved = PerImage.norm(z0.sub(seen.encode(x)));
      gradient = tape.gradient(sum(stepSize, misfit, fixedPointWeight, moved));
    }
    return step.next(step.x0Hat()).sub(gradient);
  }

  /** Makes {@code gml-dps}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "gml-dps";
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
