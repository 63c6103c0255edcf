package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;

import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * A linear operator whose singular values are all zero or one same number s, so that A' = s^2 A+
 * and A+ A is a projection. Whoever writes A+ then has the adjoint and the proximal step in closed
 * form.
 */
interface FlatSpectrum extends SpectralOperator {

  /** s^2, the square of the one singular value. */
  double squaredSingularValue();

  @Override
  Tensor pseudoInverse(Tensor y);

  @Override
  default Tensor adjoint(Tensor y) {
    return pseudoInverse(y).mul(scalar(squaredSingularValue()));
  }

  /**
   * {@inheritDoc}
   *
   * <p>With x = z + d the condition reads (s^2 A+A + rho I) d = s^2 A+ (y - A z), whose right side
   * A+A leaves as it is.
   */
  @Override
  default Tensor proximal(Tensor z, Tensor y, double rho) {
    ProximalWeight.require(rho);
    measurementShape().require(y, "measurement of " + name());
    double weight = squaredSingularValue() / (squaredSingularValue() + rho);
    return z.add(pseudoInverse(y.sub(apply(z))).mul(scalar(weight)));
  }

  /** A+ y whatever the noise, of which one singular value amplifies no part above another. */
  @Override
  default Tensor regularizedInverse(Tensor y, double sigma) {
    return pseudoInverse(y);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A+ A x is the part of the image that A sees, under its one singular value; the rest is null
   * space.
   */
  @Override
  default Tensor spectralFilter(Tensor x, DoubleUnaryOperator f) {
    Tensor seen = pseudoInverse(apply(x));
    double singularValue = Math.sqrt(squaredSingularValue());
    return seen.mul(scalar(f.applyAsDouble(singularValue)))
        .add(x.sub(seen), scalar(f.applyAsDouble(0)));
  }
}
