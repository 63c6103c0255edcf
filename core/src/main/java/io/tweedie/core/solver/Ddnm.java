package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.plus;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.PseudoInvertible;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import org.bytedeco.pytorch.Tensor;

/**
 * Denoising diffusion null-space model (Wang et al., ICLR 2023, Algorithm 1): correct the estimate
 * of x_0 in the range of A, x0 - A+ (A x0 - y), and step from there. Serves linear operators, and
 * JPEG, whose A+ is decoding; assumes a measurement without noise.
 *
 * <pre>{@code
 * x0      = x0Hat + weight A+ (y - A x0Hat)
 * x_{t-1} = transition(x_t, x0)
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2212.00490">arXiv:2212.00490</a>
 *
 * @param weight of the correction, 1 in the paper
 * @param plan steps and transition, where the paper, its code and this project differ
 */
public record Ddnm(double weight, Plan plan) implements Solver {

  /** Refuses values that make no sense. */
  public Ddnm {
    Require.notNegative("weight", weight);
  }

  private static final double ETA = 0.85;

  /** Steps by DDIM with eta 0.85 from the corrected estimate (section 4). */
  public static Ddnm paper() {
    return new Ddnm(1, new Plan("uniform:100", new Transition.Ddim(ETA), false));
  }

  /** As the authors' code, which keeps the prior's epsilon and mixes in fresh noise. */
  public static Ddnm official() {
    return new Ddnm(1, new Plan("uniform:100", new Transition.Remix(ETA), false));
  }

  /** For several answers: temperature 1, fresh noise in each step, more steps at little noise. */
  public static Ddnm posterior() {
    return new Ddnm(1, new Plan("quadratic:100", new Transition.Remix(1), false));
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requirePseudoInvertible("DDNM", operator);
  }

  @Override
  public void requireServes(Noise noise) {
    UnsupportedOperatorException.requireExact("DDNM", noise);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    PseudoInvertible a = y.pseudoInvertible();
    Tensor x0 = step.x0Hat();
    Tensor corrected = plus(x0, weight, a.pseudoInverse(y.residual(x0)));
    return step.next(corrected);
  }

  /** Makes {@code ddnm}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "ddnm";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return switch (preset) {
        case PAPER -> paper();
        case OFFICIAL, FAST, TUNED, BEST -> official();
        case POSTERIOR -> posterior();
      };
    }
  }
}
