package io.tweedie.train;

import io.tweedie.core.schedule.NoiseSchedule;
import java.util.Arrays;
import java.util.SplittableRandom;

/** How often training visits each noise level: a distribution over the timesteps of a schedule. */
final class NoiseLevels {

  private final double[] cumulative;

  private NoiseLevels(double[] weights) {
    Arrays.parallelPrefix(weights, Double::sum);
    this.cumulative = weights;
  }

  /** Every timestep equally often, as DDPM does. */
  static NoiseLevels uniform(NoiseSchedule schedule) {
    double[] weights = new double[schedule.size()];
    Arrays.fill(weights, 1);
    return new NoiseLevels(weights);
  }

  /**
   * ln(sigma) normally distributed (Karras et al. 2022, table 1), sigma relative to a signal of
   * scale 1.
   */
  static NoiseLevels logNormal(NoiseSchedule schedule, double mean, double deviation) {
    int last = schedule.size() - 1;
    double[] weights = new double[schedule.size()];
    for (int t = 0; t <= last; t++) {
      double z = (logSigma(schedule, t) - mean) / deviation;
      double width =
          logSigma(schedule, Math.min(t + 1, last)) - logSigma(schedule, Math.max(t - 1, 0));
      weights[t] = Math.exp(-z * z / 2) * width;
    }
    return new NoiseLevels(weights);
  }

  private static double logSigma(NoiseSchedule schedule, int t) {
    return Math.log(schedule.level(t).sigma());
  }

  /** By timestep, how often it or one before it is drawn, up to a factor. */
  double[] cumulative() {
    return cumulative.clone();
  }

  /** Draws timesteps, one from each of {@code n} equally likely strata. */
  int[] draw(int n, SplittableRandom random) {
    double total = cumulative[cumulative.length - 1];
    int[] timesteps = new int[n];
    for (int i = 0; i < n; i++) {
      double at = (i + random.nextDouble()) / n * total;
      int found = Arrays.binarySearch(cumulative, at);
      timesteps[i] = Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
    }
    return timesteps;
  }
}
