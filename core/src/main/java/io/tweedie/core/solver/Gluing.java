package io.tweedie.core.solver;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.LinearOperator;
import org.bytedeco.pytorch.Tensor;

/** How a measurement is put into an image that does not explain it: x + B (y - A x). */
public enum Gluing {
  /**
   * B = A'. A step down the gradient of |A x - y|^2 / 2, which shortens the way to the measurement
   * as far as A'A is near the identity: not at all for means of large blocks.
   */
  ADJOINT {
    @Override
    Tensor back(LinearOperator a, Tensor residual) {
      return a.adjoint(residual);
    }
  },
  /**
   * B = A+. The image nearest to x that explains the measurement. Of a blur, A+ multiplies noise;
   * and where it goes by conjugate gradients, derivatives see the sum as x.
   */
  INVERSE {
    @Override
    Tensor back(LinearOperator a, Tensor residual) {
      return a.pseudoInverse(residual);
    }
  };

  abstract Tensor back(LinearOperator a, Tensor residual);

  /**
   * Glues.
   *
   * @param y the measurement, linear
   * @param x one image for each
   */
  Tensor glued(Measurement y, Tensor x) {
    return x.add(back(y.linear(), y.residual(x)));
  }
}
