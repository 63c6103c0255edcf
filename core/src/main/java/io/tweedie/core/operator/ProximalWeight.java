package io.tweedie.core.operator;

/** What every proximal step asks of its weight. */
final class ProximalWeight {

  private ProximalWeight() {}

  /** Refuses weights that are not positive and finite. */
  static void require(double rho) {
    if (!(rho > 0 && rho < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the weight rho of a proximal step must be positive and finite, not " + rho);
    }
  }
}
