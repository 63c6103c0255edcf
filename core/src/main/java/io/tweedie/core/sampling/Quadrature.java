package io.tweedie.core.sampling;

/**
 * Weights with which values at a few nodes stand for the integral of the polynomial through them.
 */
final class Quadrature {

  private Quadrature() {}

  /**
   * The weights w with sum over j of w_j nodes_j^i = moments_i for every i: the integrals of the
   * Lagrange polynomials.
   *
   * @param nodes distinct
   * @param moments the integrals of r^0, r^1, ...; as many as nodes
   */
  static double[] weights(double[] nodes, double[] moments) {
    double[] weights = new double[nodes.length];
    for (int j = 0; j < nodes.length; j++) {
      double[] lagrange = new double[nodes.length];
      lagrange[0] = 1;
      for (int k = 0; k < nodes.length; k++) {
        if (k != j) {
          multiply(lagrange, nodes[k], nodes[j] - nodes[k]);
        }
      }
      for (int i = 0; i < nodes.length; i++) {
        weights[j] += lagrange[i] * moments[i];
      }
    }
    return weights;
  }

  /** Multiplies a polynomial by (r - root) / scale, in place. */
  private static void multiply(double[] coefficients, double root, double scale) {
    for (int i = coefficients.length - 1; i >= 0; i--) {
      double lower = i == 0 ? 0 : coefficients[i - 1];
      coefficients[i] = (lower - root * coefficients[i]) / scale;
    }
  }
}
