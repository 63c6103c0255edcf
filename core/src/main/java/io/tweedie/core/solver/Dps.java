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
import io.tweedie.core.task.InpaintingTask;
import io.tweedie.core.task.NonlinearTask;
import io.tweedie.core.task.Task;
import org.bytedeco.pytorch.Tensor;

/**
 * Diffusion posterior sampling (Chung et al., ICLR 2023, Algorithm 1): after each unconditional
 * step, move against the gradient of the measurement residual of the Tweedie estimate. Serves every
 * differentiable operator, with or without noise.
 *
 * <pre>{@code
 * x'      = transition(x_t, x0Hat)
 * x_{t-1} = x' - stepSize grad_{x_t} |y - A(x0Hat)|
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2209.14687">arXiv:2209.14687</a>
 *
 * @param stepSize zeta', of the gradient of |y - A(x0Hat)|, one norm for each image
 * @param counts how residuals of photon counts are weighed, {@link Noise.Poisson}
 * @param plan steps and transition
 */
public record Dps(double stepSize, Counts counts, Plan plan) implements Solver {

  private static final Plan PUBLISHED =
      new Plan("1000", new Transition.Ddpm(Transition.Variance.LEARNED), true);

  /** What a residual of a photon count counts for; without photon noise all count alike. */
  public enum Counts {
    /** All alike. */
    ALIKE,
    /**
     * Less where more photons are, whose number varies more: squares are weighed by 1 / (2 y), y
     * the counts, as the paper approximates the likelihood of Poisson noise. Scaled so that the
     * weights' mean is 1, which keeps step sizes comparable.
     */
    BY_VARIANCE
  }

  /** Refuses steps up the gradient. */
  public Dps {
    Require.notNegative("stepSize", stepSize);
  }

  /** With the plan that was published, and residuals alike. */
  public Dps(double stepSize) {
    this(stepSize, Counts.ALIKE, PUBLISHED);
  }

  /** Step 1 for the tasks served (appendix D.1, FFHQ); photon counts weighed. */
  public static Dps paper() {
    return new Dps(1, Counts.BY_VARIANCE, PUBLISHED);
  }

  /**
   * The {@code scale} of the authors' configuration files: 0.5 for inpainting, 1 for phase
   * retrieval, 0.3 otherwise.
   */
  public static Dps official(Task task) {
    if (task instanceof NonlinearTask.Phases) {
      return new Dps(1);
    }
    return new Dps(task instanceof InpaintingTask ? 0.5 : 0.3);
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    // Every operator is differentiable.
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    try (Tape tape = step.watch()) {
      Tensor x0 = step.x0Hat();
      Tensor gradient = tape.gradient(misfit(y, x0));
      return minus(step.next(x0).detach(), stepSize, gradient);
    }
  }

  private Tensor misfit(Measurement y, Tensor x0) {
    return counts == Counts.BY_VARIANCE ? y.weightedResidualNorm(x0) : y.residualNorm(x0);
  }

  /** Makes {@code dps}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "dps";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return preset == Preset.PAPER ? paper() : official(task);
    }
  }
}
