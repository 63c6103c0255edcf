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
import io.tweedie.core.task.InpaintingTask;
import io.tweedie.core.task.Task;
import org.bytedeco.pytorch.Tensor;

/**
 * Posterior sampling with latent diffusion (Rout et al., NeurIPS 2023, Algorithm 2): as {@link
 * GmlDps}, but the picture whose latents are to stay where they are has the measurement glued into
 * it. Serves linear operators.
 *
 * <pre>{@code
 * x       = D(z0Hat)
 * z'      = transition(z_t, z0Hat)
 * z_{t-1} = z' - grad_{z_t} (stepSize |y - A x| + gluingWeight |z0Hat - E(x + B (y - A x))|)
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2307.00619">arXiv:2307.00619</a>, where B is A'.
 *
 * @param stepSize eta, of the gradient of the residual, one norm for each image
 * @param gluingWeight gamma, weight of the way from a fixed point
 * @param gluing B
 * @param plan steps and transition
 */
public record Psld(double stepSize, double gluingWeight, Gluing gluing, Plan plan)
    implements Solver {

  private static final Plan PUBLISHED = new Plan("1000", new Transition.Ddim(0), false);

  /** Refuses steps up the gradient. */
  public Psld {
    Require.notNegative("stepSize", stepSize);
    Require.notNegative("gluingWeight", gluingWeight);
  }

  /** Step 1, weight 0.1, B = A' (Chung et al., ICML 2024, appendix B.3). */
  public static Psld paper() {
    return new Psld(1, 0.1, Gluing.ADJOINT, PUBLISHED);
  }

  /**
   * As the authors' scripts: step 1 and weight 0.1, for boxes a tenth of both; B is A+ where their
   * code has it, for enlarging and inpainting, and else A'.
   */
  public static Psld official(Task task) {
    Gluing gluing =
        task instanceof Task.SuperResolve || task instanceof InpaintingTask
            ? Gluing.INVERSE
            : Gluing.ADJOINT;
    boolean box =
        task instanceof InpaintingTask.CentredBox
            || task instanceof InpaintingTask.BoxAt
            || task instanceof InpaintingTask.RandomBox;
    return box ? new Psld(0.1, 0.01, gluing, PUBLISHED) : new Psld(1, 0.1, gluing, PUBLISHED);
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireDecodedLinear("PSLD", operator);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    DecodedMeasurement seen = DecodedMeasurement.of(y);
    Tensor gradient;
    try (Tape tape = step.watch()) {
      Tensor z0 = step.x0Hat();
      Tensor x = seen.decode(z0);
      Tensor misfit = seen.ofPicture().residualNorm(x);
      Tensor glued = gluing.glued(seen.ofPicture(), x);
      Tensor moved = PerImage.norm(z0.sub(seen.encode(glued)));
      gradient = tape.gradient(sum(stepSize, misfit, gluingWeight, moved));
    }
    return step.next(step.x0Hat()).sub(gradient);
  }

  /** Makes {@code psld}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "psld";
    }

    @Override
    public String summary() {
      return "in latents";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return preset == Preset.PAPER ? paper() : official(task);
    }
  }
}
