package io.tweedie.eval.significance;

import io.tweedie.core.random.RandomStream;
import java.util.Arrays;

/**
 * Between which numbers a mean over images lies, were other images of the same kind measured: 95 of
 * 100 such intervals hold it.
 *
 * @param low where it begins
 * @param high where it ends
 */
public record Interval(double low, double high) {

  private static final int RESAMPLES = 1000;
  private static final double OUTSIDE = 0.05;

  /** The same numbers always give the same interval. */
  private static final long SEED = 0;

  /**
   * The percentile bootstrap of a mean (Efron 1979): the means of {@value #RESAMPLES} samples, each
   * as many values drawn from these with putting back. Of fewer than about ten values it is too
   * narrow.
   *
   * @param values finite, at least two
   */
  public static Interval ofMean(double... values) {
    if (values.length < 2 || !Arrays.stream(values).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "an interval takes at least 2 finite values, got " + Arrays.toString(values));
    }
    RandomStream random = new RandomStream(SEED, "bootstrap");
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      for (int j = 0; j < values.length; j++) {
        sum += values[random.nextInt(values.length)];
      }
      means[i] = sum / values.length;
    }
    Arrays.sort(means);
    return new Interval(quantile(means, OUTSIDE / 2), quantile(means, 1 - OUTSIDE / 2));
  }

  /** Between the two nearest. */
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
