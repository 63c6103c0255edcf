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
import org.bytedeco.pytorch.Tensor;

/**
 * Denoising diffusion restoration models (Kawar et al., NeurIPS 2022, equations 4 to 8): a chain
 * over the singular components of A, each of which follows the measurement where that is the less
 * noisy of the two, and the prior where it is not. Works on x_t / sqrt(alphaBar_t), where noise has
 * the standard deviation sigma = sqrt((1 - alphaBar) / alphaBar). Serves operators whose singular
 * value decomposition is known, with or without Gaussian noise.
 *
 * <pre>{@code
 * x_{t-1} / sqrt(alphaBar')
 *     = x0Hat + sigma c epsilon + sigma eta z                         where s = 0
 *     = x0Hat + (s sigma c / sigma_y) r + sigma eta z                 where s sigma < sigma_y
 *     = x0Hat + etaB r + sqrt(sigma^2 - (etaB sigma_y / s)^2) z       elsewhere
 * }</pre>
 *
 * <p><a href="https://arxiv.org/abs/2201.11793">arXiv:2201.11793</a>, with r = A+ (y - A x0Hat), c
 * = sqrt(1 - eta^2), and alphaBar' and sigma those of t - 1.
 *
 * @param eta share of fresh noise in components that the measurement does not see, or sees with
 *     more noise than the level has, in [0, 1]
 * @param etaB how far components that it sees better move to the measurement, in [0, 1]
 * @param plan steps; of its transition only the temperature is used
 */
public record Ddrm(double eta, double etaB, Plan plan) implements Solver {

  /** Refuses values that make no sense. */
  public Ddrm {
    Require.share("eta", eta);
    Require.share("etaB", etaB);
  }

  /** eta 0.85, eta_b 1, 20 steps (section 5.1). */
  public static Ddrm paper() {
    return new Ddrm(0.85, 1, new Plan("uniform:20", new Transition.Remix(0.85), false));
  }

  /** As the authors' code, which agrees with the paper. */
  public static Ddrm official() {
    return paper();
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    UnsupportedOperatorException.requireSpectral("DDRM", operator);
  }

  /** Equation 4: components that the measurement knows better than the first level start there. */
  @Override
  public Tensor start(Step first, Measurement y) {
    SpectralOperator a = y.spectral();
    double sigma = sigma(first.alphaBar());
    double sigmaY = y.noise().sigmaInModelUnits();
    Tensor known = a.spectralFilter(a.pseudoInverse(y.y()), s -> s * sigma > sigmaY ? 1 : 0);
    Tensor fresh =
        a.spectralFilter(
            first.xt(),
            s -> s * sigma > sigmaY ? Math.sqrt(sigma * sigma - square(sigmaY / s)) : sigma);
    // The authors' scale: sigma of the first level stands for the whole of x_T.
    return times(1 / sigma, known.add(fresh));
  }

  @Override
  public Tensor step(Step step, Measurement y) {
    SpectralOperator a = y.spectral();
    double sigma = sigma(step.alphaBarPrevious());
    double sigmaY = y.noise().sigmaInModelUnits();
    double kept = Math.sqrt(1 - eta * eta);

    Tensor x0 = step.x0Hat();
    Tensor z = step.noise("transition", Shape.of(x0));
    Tensor towardsMeasurement =
        a.spectralFilter(
            a.pseudoInverse(y.residual(x0)),
            s -> s == 0 ? 0 : s * sigma >= sigmaY ? etaB : s * sigma * kept / sigmaY);
    Tensor towardsPrior = a.spectralFilter(step.epsilon(), s -> s == 0 ? sigma * kept : 0);
    Tensor fresh =
        a.spectralFilter(
            z,
            s ->
                s > 0 && s * sigma >= sigmaY
                    ? Math.sqrt(sigma * sigma - square(etaB * sigmaY / s))
                    : sigma * eta);
    Tensor corrected = x0.add(towardsMeasurement);
    Tensor next = corrected.add(towardsPrior).add(fresh);
    return step.tempered(corrected, times(Math.sqrt(step.alphaBarPrevious()), next));
  }

  private static double sigma(double alphaBar) {
    return Math.sqrt((1 - alphaBar) / alphaBar);
  }

  private static double square(double x) {
    return x * x;
  }

  /** Makes {@code ddrm}. */
  public static final class Provider implements SolverProvider {

    @Override
    public String name() {
      return "ddrm";
    }

    @Override
    public Solver create(Preset preset, Task task, Noise noise) {
      return preset == Preset.PAPER ? paper() : official();
    }
  }
}
