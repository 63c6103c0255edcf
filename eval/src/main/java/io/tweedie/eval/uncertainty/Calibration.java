package io.tweedie.eval.uncertainty;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.restore.uncertainty.Samples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * How honest the spread of samples is, where the truth is known.
 *
 * <p>If the truth is one more draw from the posterior that the samples come from, its rank among K
 * samples is uniform, so it lies between the j-th smallest and the j-th largest with probability (K
 * + 1 - 2 j) / (K + 1), whatever the posterior looks like. Coverage below that level means that the
 * samples are too sure of themselves; above, too careful.
 *
 * <p>Values that the measurement settles (samples that agree to half a grey level of 8 bits, and
 * are right to half a grey level) tell nothing about uncertainty and are left out.
 *
 * @param coverage by level, from narrow intervals to wide ones
 * @param settled share of the values that were left out
 */
public record Calibration(List<Coverage> coverage, double settled) {

  /** Half of 1/255, where white is 1. */
  private static final double HALF_GREY_LEVEL = 0.5 / 255;

  private static final double USUAL_LEVEL = 0.9;

  /**
   * How often an interval holds the truth.
   *
   * @param level how often it should, in (0, 1)
   * @param share how often it does; NaN if all values are settled
   */
  public record Coverage(double level, double share) {}

  /** Copies the list. */
  public Calibration {
    coverage = List.copyOf(coverage);
  }

  /**
   * Compares samples with the truth.
   *
   * @param truth 1 x C x H x W in [-1, 1]
   */
  public static Calibration of(Samples samples, Tensor truth) {
    try (PointerScope scope = new PointerScope()) {
      Tensor unsettled = settled(samples, truth).logical_not();
      Tensor below = samples.images().lt(truth).sum(new long[] {0}, true, null);
      double counted = unsettled.sum().item_double();
      int k = samples.count();
      List<Coverage> coverage = new ArrayList<>();
      for (int j = k / 2; j >= 1; j--) {
        Tensor inside =
            below.ge(scalar(j)).logical_and(below.le(scalar(k - j))).logical_and(unsettled);
        double level = (k + 1 - 2.0 * j) / (k + 1);
        coverage.add(new Coverage(level, inside.sum().item_double() / counted));
      }
      return new Calibration(coverage, 1 - counted / truth.numel());
    }
  }

  /** The coverage at the level nearest to 90 %. */
  public Coverage usual() {
    return coverage.stream()
        .min(Comparator.comparingDouble(c -> Math.abs(c.level() - USUAL_LEVEL)))
        .orElseThrow();
  }

  /**
   * The error of the mean of each pixel in standard deviations of the samples, 1 x 1 x H x W: near
   * 1 where the spread is honest. Deviations below half a grey level count as that.
   *
   * @param truth 1 x C x H x W in [-1, 1]
   */
  public static Tensor errorInDeviations(Samples samples, Tensor truth) {
    Tensor error = Samples.overChannels(error(samples, truth));
    return error.div(samples.deviationOfPixels().clamp_min(scalar(HALF_GREY_LEVEL)));
  }

  private static Tensor settled(Samples samples, Tensor truth) {
    Tensor agree = samples.deviation().lt(scalar(HALF_GREY_LEVEL));
    return agree.logical_and(error(samples, truth).lt(scalar(HALF_GREY_LEVEL)));
  }

  /** |mean - truth| where white is 1. */
  private static Tensor error(Samples samples, Tensor truth) {
    return samples.mean().sub(truth).abs().div(scalar(2));
  }
}
