package io.tweedie.core.measurement;

import java.util.function.IntPredicate;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;

/** Turns standard normal numbers into Poisson numbers, by inversion of the distribution. */
final class PoissonQuantile {

  private static final ContinuousDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final double MAX_MEAN = 1e9;

  private PoissonQuantile() {}

  /**
   * The least count k with P(K &le; k) &ge; &Phi;(z), K ~ Poisson(mean). Grows with both arguments.
   *
   * @param z any number
   * @param mean at least 0 and at most a billion
   * @throws IllegalArgumentException for NaN and other means
   */
  static int at(double z, double mean) {
    if (!(mean >= 0 && mean <= MAX_MEAN) || Double.isNaN(z)) {
      throw new IllegalArgumentException(
          "Poisson noise needs means from 0 to a billion photons and finite normal numbers, got"
              + " mean %s and normal number %s".formatted(mean, z));
    }
    if (mean == 0) {
      return 0;
    }
    IntPredicate enough = enough(z, PoissonDistribution.of(mean));
    int k = Math.max(0, (int) Math.round(expansion(z, mean)));
    while (!enough.test(k)) {
      k++;
    }
    while (k > 0 && enough.test(k - 1)) {
      k--;
    }
    return k;
  }

  /** Whether a count reaches the probability of z, told by the tail in which it is not rounded. */
  private static IntPredicate enough(double z, PoissonDistribution counts) {
    if (z > 0) {
      double above = NORMAL.survivalProbability(z);
      return k -> counts.survivalProbability(k) <= above;
    }
    double below = NORMAL.cumulativeProbability(z);
    return k -> counts.cumulativeProbability(k) >= below;
  }

  /** The quantile to the second order (Cornish and Fisher, 1938), mostly the right count. */
  private static double expansion(double z, double mean) {
    return mean + Math.sqrt(mean) * z + (z * z - 1) / 6;
  }
}
