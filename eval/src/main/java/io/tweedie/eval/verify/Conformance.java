package io.tweedie.eval.verify;

import java.util.Locale;

/**
 * One row of the conformance table.
 *
 * @param solver name
 * @param prior whose images were measured
 * @param task name of the operator
 * @param sigma of the noise, in image units
 * @param settings of the solver
 * @param agreement with the exact posterior
 */
public record Conformance(
    String solver, String prior, String task, double sigma, String settings, Agreement agreement) {

  /** What the row is about, as a key. */
  public String key() {
    return String.format(Locale.ROOT, "%s | %s | %s | %s", solver, prior, task, sigma);
  }

  /** Sliced Wasserstein distance to the exact posterior, in its deviations. */
  public double distance() {
    return agreement.distance();
  }

  /** Whether the samples are as near to the posterior as exact ones would be. */
  public boolean reachesFloor() {
    return agreement.reachesFloor();
  }
}
