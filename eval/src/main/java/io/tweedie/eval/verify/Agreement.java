package io.tweedie.eval.verify;

/**
 * How well samples agree with the distribution they should come from. Lengths are in units of that
 * distribution's root mean square deviation per pixel.
 *
 * @param bias root mean square error of the mean over the pixels
 * @param covarianceError Frobenius norm of the error of the covariance, relative to the covariance
 * @param distance sliced Wasserstein-2 distance to as many exact samples (Bonneel et al. 2015)
 * @param floor the same distance between two sets of exact samples: what sampling noise alone gives
 * @param coverage share of the exact distribution, over the pixels that vary, that lies between the
 *     5 % and 95 % quantiles of the samples; 0.9 if these credible intervals are honest
 * @param spread deviation of the samples over the exact deviation, mean over the pixels that vary;
 *     1 if calibrated
 * @param worstSpread that ratio where it is furthest from 1
 */
public record Agreement(
    double bias,
    double covarianceError,
    double distance,
    double floor,
    double coverage,
    double spread,
    double worstSpread) {

  /** The largest distance, over the floor, that sampling noise explains. */
  static double reach(double floor) {
    return 1.5 * floor;
  }

  /** Whether sampling noise alone explains the distance. */
  public boolean reachesFloor() {
    return distance <= reach(floor);
  }
}
