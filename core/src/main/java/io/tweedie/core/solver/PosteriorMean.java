package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.times;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import org.bytedeco.pytorch.Tensor;

/**
 * The posterior mean of a noisy image in one step: E[x_0 | y] = y + sigma^2 grad log p(y) (Robbins
 * 1956; Efron 2011, equation 1.4), the formula this project is named after. A noisy image is x_t /
 * sqrt(alphaBar_t) of the level whose noise it has, so the prior's estimate there is the answer:
 * nearest to the truth in mean square, and the same for every seed. Serves denoising.
 *
 * <pre>{@code
 * x0 = x0Hat(sqrt(alphaBar) y),   (1 - alphaBar) / alphaBar = sigma^2
 * }</pre>
 *
 * <p>Efron: <a href="https://doi.org/10.1198/jasa.2011.tm11181">Tweedie's formula and selection
 * bias</a>
 *
 * @param plan the level of the noise; its transition is used if there are levels below it
 */
public record PosteriorMean(Plan plan) implements Solver {

  /** Where more steps than one would end. */
  private static final double SMALLEST_SIGMA = 0.02;

  /** The one level whose noise is that of the measurement. */
  public static PosteriorMean of(Noise noise) {
    // Without noise there is nothing to remove, and the least noisy level removes the least.
    double sigma = Math.max(noise.sigmaInModelUnits(), Double.MIN_NORMAL);
    Spacing level = new Spacing.Geometric(1, sigma, Math.min(sigma, SMALLEST_SIGMA));
    return new PosteriorMean(new Plan("1", new Transition.Ddim(0), false).withSteps(level));
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requirePixels("posterior mean", operator);
    if (!(operator instanceof Identity)) {
      throw new UnsupportedOperatorException("posterior mean", operator, "denoise");
    }
  }

  @Override
  public Tensor start(Step first, Measurement y) {
    return times(Math.sqrt(first.alphaBar()), y.y());
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    return step.next(step.x0Hat());
  }

  /** Makes {@code posterior-mean}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "posterior-mean";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return PosteriorMean.of(noise);
    }
  }
}
