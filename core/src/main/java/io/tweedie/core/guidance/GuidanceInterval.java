package io.tweedie.core.guidance;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import org.bytedeco.pytorch.Tensor;

/**
 * Guidance at some noise levels only (Kynkaanniemi et al. 2024): at the noisiest it costs
 * diversity, at the cleanest it does nothing but cost time.
 *
 * @param guided asked where from &lt; {@link NoiseLevel#sigma} &lt;= to
 * @param plain asked elsewhere
 * @param from a noise level sigma, at least 0
 * @param to a noise level sigma, at least {@code from}
 */
public record GuidanceInterval(Denoiser guided, Denoiser plain, double from, double to)
    implements Denoiser {

  /** Refuses intervals that are none. */
  public GuidanceInterval {
    if (!(from >= 0 && from <= to)) {
      throw new IllegalArgumentException(
          "guidance needs an interval of noise levels 0 <= from <= to, got %s to %s"
              .formatted(from, to));
    }
  }

  /**
   * The interval as part of a run, as diffusers' guiders know it: of n steps, counted from the
   * noisiest, those from floor(start n) to before floor(stop n) are guided.
   *
   * @param levels that the run visits
   * @param start where guidance begins, in [0, 1): 0 is pure noise
   * @param stop where it ends, in (start, 1]: 1 is the clean image
   */
  public static GuidanceInterval ofRun(
      Denoiser guided, Denoiser plain, NoiseSchedule levels, double start, double stop) {
    requireShares(start, stop);
    int steps = levels.size();
    double from = sigma(levels, steps - 1 - (int) (stop * steps));
    double to = sigma(levels, steps - 1 - (int) (start * steps));
    return new GuidanceInterval(guided, plain, from, to);
  }

  /** Refuses parts of a run that are none. */
  static void requireShares(double start, double stop) {
    if (!(start >= 0 && start < stop && stop <= 1)) {
      throw new IllegalArgumentException(
          "guidance needs an interval of the run 0 <= start < stop <= 1, got %s to %s"
              .formatted(start, stop));
    }
  }

  private static double sigma(NoiseSchedule levels, int index) {
    return index < 0 ? 0 : levels.level(index).sigma();
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    boolean within = level.sigma() > from && level.sigma() <= to;
    return (within ? guided : plain).predict(xt, level);
  }
}
