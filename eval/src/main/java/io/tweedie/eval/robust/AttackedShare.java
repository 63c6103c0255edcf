package io.tweedie.eval.robust;

/**
 * How a classifier fares under an attack.
 *
 * @param eps radius of the attack, in the units of [0, 1]; 0 for images as they are
 * @param images how many were attacked
 * @param accuracy share of them that it tells right, in [0, 1]
 */
public record AttackedShare(double eps, long images, double accuracy) {

  /** Standard error of the accuracy. */
  double error() {
    return Math.sqrt(accuracy * (1 - accuracy) / images);
  }
}
