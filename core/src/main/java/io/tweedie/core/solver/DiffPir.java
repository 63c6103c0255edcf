package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.sum;

import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.DeblurTask;
import io.tweedie.core.task.InpaintingTask;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/**
 * DiffPIR (Zhu et al., CVPRW 2023, Algorithm 1): plug-and-play restoration by half-quadratic
 * splitting. The prior denoises, a proximal step fits the estimate to the measurement, and the
 * result is noised to the next level with noise that is partly what the corrected estimate implies
 * and partly fresh. Serves linear operators, with or without noise.
 *
 * <p>Starts from noise; the authors add y to it at a weight of 0.006.
 *
 * <pre>{@code
 * x0      = argmin_x |A x - y|^2 / 2 + rho |x - x0Hat|^2 / 2
 * epsilon = (x_t - sqrt(alphaBar) x0) / sqrt(1 - alphaBar)
 * x_{t-1} = sqrt(alphaBar') x0 + sqrt(1 - alphaBar') (sqrt(1 - zeta) epsilon + sqrt(zeta) z)
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2305.08995">arXiv:2305.08995</a>, with alphaBar' that of t - 1.
 * The last step gives x0Hat.
 *
 * @param lambda weight of the prior against the measurement; rho = lambda (sigma_y / sigma_t)^2
 * @param zeta share of fresh noise, in [0, 1]
 * @param plan steps; of its transition only the temperature is used
 */
public record DiffPir(double lambda, double zeta, Plan plan) implements Solver {

  /** Stands in for no noise at all, in image units. */
  private static final double SMALLEST_SIGMA = 0.001;

  /** Refuses values that make no sense. */
  public DiffPir {
    Require.positive("lambda", lambda);
    Require.share("zeta", zeta);
  }

  /** Table 6: lambda 7 for super-resolution and deblurring; zeta 0.3 there, 1 for inpainting. */
  public static DiffPir paper(Task task) {
    return of(7, task instanceof InpaintingTask ? 1 : 0.3, 100);
  }

  /**
   * As the authors' scripts: zeta 1 and 20 steps for inpainting, 0.1 and 100 otherwise. Their
   * lambda of 1 divides a sigma_y of images in [0, 1] by a sigma_t of images in [-1, 1], which is
   * 1/4 here, where both are of the latter.
   */
  public static DiffPir official(Task task) {
    return task instanceof InpaintingTask ? of(0.25, 1, 20) : of(0.25, 0.1, 100);
  }

  private static DiffPir of(double lambda, double zeta, int steps) {
    return new DiffPir(lambda, zeta, new Plan("root:" + steps, new Transition.Ddim(0), true));
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireLinear("DiffPIR", operator);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    if (step.index() == 0) {
      return step.x0Hat();
    }
    double sigmaY = Math.max(2 * SMALLEST_SIGMA, y.noise().sigmaInModelUnits());
    double rho = lambda * sigmaY * sigmaY * step.alphaBar() / (1 - step.alphaBar());
    Tensor x0 = y.linear().proximal(step.x0Hat(), y.y(), rho);
    Tensor epsilon = Parameterization.epsilonOf(step.xt(), x0, step.alphaBar());
    Tensor z = step.noise("transition", Shape.of(x0));
    Tensor mixed = sum(Math.sqrt(1 - zeta), epsilon, Math.sqrt(zeta), z);
    return step.tempered(x0, step.noisedToPrevious(x0, mixed));
  }

  /** Makes {@code diffpir}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "diffpir";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return switch (preset) {
        case PAPER -> paper(task);
        case OFFICIAL, FAST, TUNED, BEST -> official(task);
        case POSTERIOR -> task instanceof DeblurTask ? paper(task) : official(task);
      };
    }
  }
}
