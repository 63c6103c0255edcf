package io.tweedie.core.langevin;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.score.DenoiserScore;
import io.tweedie.core.score.GeometricSigmas;
import io.tweedie.core.score.Score;
import io.tweedie.core.tensor.Shape;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Annealed Langevin dynamics (Song and Ermon 2019, algorithm 1): Langevin dynamics at falling noise
 * levels, each starting where the one before ended, with steps of alpha_i = epsilon sigma_i^2 /
 * sigma_L^2. Under much noise the modes are one, so the walk spreads over them in proportion to
 * their weights before they part.
 *
 * <p>Images of a diffusion prior, in three lines:
 *
 * <pre>{@code
 * AnnealedLangevin sampler = AnnealedLangevin.tuned(new GeometricSigmas(50, 0.02, 150), 3);
 * Tensor start = sampler.start(noise, new Shape(3, 64, 64));
 * Tensor images = sampler.sample(prior, schedule, noise, start, LangevinLoop.Listener.NONE);
 * }</pre>
 *
 * @param sigmas the levels
 * @param stepSize epsilon, the step size at the smallest sigma, in squared units of x
 * @param stepsPerLevel T, at least 1
 */
public record AnnealedLangevin(GeometricSigmas sigmas, double stepSize, int stepsPerLevel) {

  /** Refuses settings that do not move. */
  public AnnealedLangevin {
    // What it is made of refuses them.
    new LangevinLoop.Stage(sigmas.smallest(), stepSize, stepsPerLevel);
  }

  /**
   * With the step size after which, in an ideal case, the noise in x has most nearly the deviation
   * of the level: the variance after T steps as a multiple of sigma_i^2 is (1 - r)^2T (gamma^2 - V)
   * + V, with r = alpha_i / (2 sigma_i^2), V = 2 / (2 - r) and gamma the ratio of neighbouring
   * sigmas (Song and Ermon 2020, technique 4, whose epsilon is half of the one here).
   */
  public static AnnealedLangevin tuned(GeometricSigmas sigmas, int stepsPerLevel) {
    double gamma = sigmas.ratio();
    double best =
        IntStream.rangeClosed(1, 1000)
            .mapToObj(i -> i / 1000.0)
            .min(Comparator.comparingDouble(r -> excessVariance(r, gamma, stepsPerLevel)))
            .orElseThrow();
    double variance = sigmas.smallest() * sigmas.smallest();
    return new AnnealedLangevin(sigmas, 2 * best * variance, stepsPerLevel);
  }

  private static double excessVariance(double r, double gamma, int steps) {
    double stationary = 2 / (2 - r);
    return Math.pow(1 - r, 2 * steps) * (gamma * gamma - stationary) + stationary - 1;
  }

  /** The loop that does all steps on a score. */
  public LangevinLoop over(Score score) {
    return new LangevinLoop(
        score,
        sigmas.stream()
            .mapToObj(sigma -> new LangevinLoop.Stage(sigma, stepSizeAt(sigma), stepsPerLevel))
            .toList());
  }

  /** alpha_i. */
  private double stepSizeAt(double sigma) {
    return stepSize * sigma * sigma / (sigmas.smallest() * sigmas.smallest());
  }

  /** Number of times a run asks for the score, but for the last denoising. */
  public int steps() {
    return sigmas.count() * stepsPerLevel;
  }

  /** Pure noise at the largest sigma, N x shape. */
  public Tensor start(KeyedNoise noise, Shape shape) {
    return noise.normal(-1, "start", shape).mul_(scalar(sigmas.largest()));
  }

  /**
   * Draws images from a diffusion prior, and takes from them the noise that is left at the smallest
   * sigma by Tweedie's formula (Jolicoeur-Martineau et al. 2021, section 3.1).
   *
   * @param prior the denoiser; guided ones give guided images
   * @param schedule its training noise schedule, which must reach from the smallest to the largest
   *     sigma
   * @param noise the run's random numbers
   * @param start where to start, N x C x H x W, usually {@link #start}; not changed
   * @param listener hears of every step
   * @return float32 N x C x H x W in about [-1, 1]; the caller's to free
   * @throws IllegalArgumentException if the prior was not trained at these sigmas
   * @throws java.util.concurrent.CancellationException if the listener asked to stop
   * @throws ArithmeticException if a step gave a NaN or an infinity, naming the step
   */
  public Tensor sample(
      Denoiser prior,
      NoiseSchedule schedule,
      KeyedNoise noise,
      Tensor start,
      LangevinLoop.Listener listener) {
    Score score = new DenoiserScore(prior, schedule);
    try (Tensor x = over(score).run(noise, start, listener);
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return score.denoised(x, sigmas.smallest()).retainReference();
    }
  }
}
