package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.times;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.SpectralOperator;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * DDNM+ (Wang et al., ICLR 2023, section 3.3 and appendix I): DDNM for noisy measurements. Each
 * singular component is corrected only as far as the noise that the correction brings in fits under
 * the noise that the next level has anyway, and that much less fresh noise is added. Serves
 * operators whose singular value decomposition is known; with its plan's time travel it is the
 * paper's Algorithm 2.
 *
 * <pre>{@code
 * x0      = x0Hat + lambda(|A|) A+ (y - A x0Hat)
 * x_{t-1} = sqrt(alphaBar') x0 + f(|A|) z + g(|A|) epsilon
 * where b <= sigma:  lambda = 1            f = sqrt(sigma^2 - b^2)  g = 0
 * elsewhere:         lambda = sigma c / b  f = sigma eta            g = 0, sigma c where s = 0
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2212.00490">arXiv:2212.00490</a>, with alphaBar' that of t - 1,
 * sigma = sqrt(1 - alphaBar'), b(s) = sqrt(alphaBar') sigma_y / s and c = sqrt(1 - eta^2).
 *
 * @param eta share of fresh noise where the measurement says nothing, in [0, 1]
 * @param plan steps and time travel; of its transition only the temperature is used
 */
public record DdnmPlus(double eta, Plan plan) implements Solver {

  /** Refuses values that make no sense. */
  public DdnmPlus {
    Require.share("eta", eta);
  }

  /** Appendix I with the authors' eta 0.85 and 100 steps; paper and code agree. */
  public static DdnmPlus paper() {
    return official();
  }

  /** As the authors' code. */
  public static DdnmPlus official() {
    return withEta(0.85, "uniform:100");
  }

  /** As {@link Ddnm#posterior}. */
  public static DdnmPlus posterior() {
    return withEta(1, "quadratic:100");
  }

  private static DdnmPlus withEta(double eta, String steps) {
    return new DdnmPlus(eta, new Plan(steps, new Transition.Remix(eta), false));
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireSpectral("DDNM+", operator);
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    SpectralOperator a = y.spectral();
    double signal = Math.sqrt(step.alphaBarPrevious());
    double sigma = Math.sqrt(1 - step.alphaBarPrevious());
    double sigmaY = y.noise().sigmaInModelUnits();
    double kept = Math.sqrt(1 - eta * eta);

    // What a full correction of a component of singular value s adds in noise, at the next level.
    DoubleUnaryOperator brought = s -> signal * sigmaY / s;
    DoubleUnaryOperator lambda =
        s ->
            s == 0
                ? 0
                : sigma >= brought.applyAsDouble(s) ? 1 : sigma * kept / brought.applyAsDouble(s);
    DoubleUnaryOperator fresh =
        s ->
            s > 0 && sigma >= brought.applyAsDouble(s)
                ? Math.sqrt(sigma * sigma - Math.pow(brought.applyAsDouble(s), 2))
                : sigma * eta;
    DoubleUnaryOperator old = s -> s == 0 ? sigma * kept : 0;

    Tensor x0 = step.x0Hat();
    Tensor corrected = x0.add(a.spectralFilter(a.pseudoInverse(y.residual(x0)), lambda));
    Tensor z = step.noise("transition", Shape.of(x0));
    Tensor next =
        times(signal, corrected)
            .add(a.spectralFilter(z, fresh))
            .add(a.spectralFilter(step.epsilon(), old));
    return step.tempered(corrected, next);
  }

  /** Makes {@code ddnm+}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "ddnm+";
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
