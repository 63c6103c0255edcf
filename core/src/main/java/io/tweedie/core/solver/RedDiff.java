package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.plus;
import static io.tweedie.core.tensor.Scalars.times;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.sampling.Adam;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/**
 * RED-diff (Mardani et al., ICLR 2024, Algorithm 1): does not sample but optimises. An image mu is
 * fitted to the measurement, and at every step noised, denoised, and drawn to where the prior
 * removes just the noise that was added. The x of its run is mu. Serves every differentiable
 * operator; starts from A+ y of a linear one, regularised as the noise asks, of others from y where
 * that is an image, and from noise where not.
 *
 * <pre>{@code
 * x_t = sqrt(alphaBar) mu + sqrt(1 - alphaBar) z
 * g   = grad_mu mean((y - A(mu))^2) / 2 + weight w_t (epsilon(x_t) - z) / d
 * mu  = Adam(mu, g, rate)
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2305.04391">arXiv:2305.04391</a>, with w_t = sqrt((1 -
 * alphaBar) / alphaBar) and d the numbers of an image.
 *
 * @param weight lambda of the regulariser
 * @param rate learning rate of Adam
 * @param plan steps; its transition is not used
 */
public record RedDiff(double weight, double rate, Plan plan) implements Solver {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.99;
  private static final double TINY = 1e-8;

  /** Refuses values that make no sense. */
  public RedDiff {
    Require.notNegative("weight", weight);
    Require.positive("rate", rate);
  }

  /** lambda 0.25, rate 0.1, 1000 steps (section 5). */
  public static RedDiff paper() {
    return new RedDiff(0.25, 0.1, new Plan("1000", new Transition.Ddim(0), false));
  }

  /** As the authors' configuration files: the paper's weights over 100 steps. */
  public static RedDiff official() {
    return new RedDiff(0.25, 0.1, new Plan("uniform:100", new Transition.Ddim(0), false));
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    // Every operator is differentiable.
  }

  @Override
  public Tensor start(Step first, Measurement y) {
    return y.operator() instanceof LinearOperator a
        ? a.regularizedInverse(y.y(), y.noise().sigmaInModelUnits())
        : y.guess().orElseGet(first::xt);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    Tensor mu = step.xt();
    Tensor z = step.noise("forward", Shape.of(mu));
    Tensor fit = fitGradient(step, y);

    Tensor epsilon = step.ask(step.noisedToCurrent(mu, z)).epsilon();
    double noiseToSignal = Math.sqrt((1 - step.alphaBar()) / step.alphaBar());
    double share = weight * noiseToSignal / Shape.of(mu).elements();
    Tensor gradient = plus(fit, share, epsilon.sub(z));
    Adam adam = new Adam(rate, BETA1, BETA2, TINY);
    return adam.update(step, "mu", step.taken() + 1, mu, gradient);
  }

  /** The gradient of the mean over a measurement of (y - A mu)^2 / 2. */
  private static Tensor fitGradient(Step step, Measurement y) {
    try (Tape tape = step.watch()) {
      Tensor squares = y.residual(step.xt()).square().flatten(1, -1);
      double numbers = y.operator().measurementShape().elements();
      return tape.gradient(times(0.5 / numbers, squares.sum(1)));
    }
  }

  /** Makes {@code red-diff}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "red-diff";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return preset == Preset.PAPER ? paper() : official();
    }
  }
}
