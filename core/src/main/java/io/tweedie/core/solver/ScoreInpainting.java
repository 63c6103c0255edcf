package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.minus;
import static io.tweedie.core.tensor.Scalars.times;

import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import org.bytedeco.pytorch.Tensor;

/**
 * Inpainting by a guided score: the known pixels are taken for a Gaussian observation of x_t
 * itself, log p(x_known | x_t) = -weight |M (x_t - x_known)|^2, whose gradient -2 weight M (x_t -
 * x_known) is added to the prior's score (Song et al., ICLR 2021, appendix I.2, simplified). With
 * A' for M it serves every linear operator. It ignores that x_t is noisy where x_known is not, so
 * it is biased towards the measurement at every level: the simplest method here, and the one to
 * hold others against.
 *
 * <pre>{@code
 * epsilon' = epsilon - sqrt(1 - alphaBar) 2 weight A' (y - A x_t)
 * x0       = (x_t - sqrt(1 - alphaBar) epsilon') / sqrt(alphaBar)
 * x_{t-1}  = transition(x_t, x0)
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2011.13456">arXiv:2011.13456</a>
 *
 * @param weight of the observation; 1 is the plain square
 */
public record ScoreInpainting(double weight) implements Solver {

  /** Refuses values that make no sense. */
  public ScoreInpainting {
    Require.notNegative("weight", weight);
  }

  /** The plain square. */
  public static ScoreInpainting paper() {
    return new ScoreInpainting(1);
  }

  @Override
  public Plan plan() {
    return new Plan("1000", new Transition.Ddpm(Transition.Variance.LEARNED), true);
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireLinear("score inpainting", operator);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    double alphaBar = step.alphaBar();
    Tensor guidance = times(2 * weight, y.linear().adjoint(y.residual(step.xt())));
    // The score is -epsilon / sqrt(1 - alphaBar).
    Tensor x0 = step.x0Hat();
    Tensor epsilon = Parameterization.epsilonOf(step.xt(), x0, alphaBar);
    Tensor guided = minus(epsilon, Math.sqrt(1 - alphaBar), guidance);
    return step.next(Parameterization.EPSILON.x0(step.xt(), guided, alphaBar));
  }

  /** Makes {@code score-inpainting}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "score-inpainting";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return paper();
    }
  }
}
