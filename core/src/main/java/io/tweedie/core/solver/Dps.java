package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.InpaintingTask;
import io.tweedie.core.operator.Measurement;
import io.tweedie.core.operator.NonlinearTask;
import io.tweedie.core.operator.Task;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.sampling.Transition;
import org.bytedeco.pytorch.Tensor;

/**
 * Diffusion posterior sampling (Chung et al., ICLR 2023, Algorithm 1): after each unconditional
 * step, move against the gradient of the measurement residual of the Tweedie estimate. Serves every
 * differentiable operator, with or without noise.
 *
 * @param stepSize zeta', of the gradient of |y - A(x0Hat)|, one norm for each image
 */
public record Dps(double stepSize) implements Solver {

  /** Step 1 for the tasks served (appendix D.1, FFHQ). */
  public static Dps paper() {
    return new Dps(1);
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
  public Plan plan() {
    return new Plan("1000", new Transition.Ddpm(Transition.Variance.LEARNED), true);
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    // Every operator is differentiable.
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    try (Tape tape = step.watch()) {
      Tensor x0 = step.x0Hat();
      Tensor gradient = tape.gradient(y.residualNorm(x0));
      return step.next(x0).detach().sub(gradient, scalar(stepSize));
    }
  }
}
