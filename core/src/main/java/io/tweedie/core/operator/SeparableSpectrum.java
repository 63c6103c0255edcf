package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.linalg_svd;
import static org.bytedeco.pytorch.global.torch.outer;

import java.util.function.DoubleUnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;

/**
 * The inverses of a {@link Separable} map x -> R x C'. From R = U1 S1 V1' and C = U2 S2 V2' the
 * singular values of the whole are all products of one of S1 and one of S2, with U1 y U2' and V1 x
 * V2' taking the parts of singular vectors.
 */
final class SeparableSpectrum {

  private final Separable left;
  private final Separable right;
  private final SingularValues singularValues;

  /** Decomposes both matrices in float64. */
  SeparableSpectrum(Separable map) {
    try (PointerScope scope = new PointerScope()) {
      T_TensorTensorTensor_T rows = decompose(map.rows());
      T_TensorTensorTensor_T columns =
          map.columns().equal(map.rows()) ? rows : decompose(map.columns());
      this.left = new Separable(rows.get0(), columns.get0());
      this.right = new Separable(rows.get2().mT(), columns.get2().mT());
      this.singularValues = new SingularValues(outer(rows.get1(), columns.get1()));
    }
  }

  private static T_TensorTensorTensor_T decompose(Tensor matrix) {
    return linalg_svd(matrix, false, new StringViewOptional());
  }

  /** A+ y. */
  Tensor pseudoInverse(Tensor y) {
    return right.apply(left.applyTransposed(y).mul(singularValues.inverse(1, y)));
  }

  /** A' (A A' + rho I)^-1 r, by which a proximal step moves an image whose residual is r. */
  Tensor dampedInverse(Tensor r, double rho) {
    Tensor weights = singularValues.exact(r).mul(singularValues.damped(rho, r));
    return right.apply(left.applyTransposed(r).mul(weights));
  }

  /** V f(S) V'x; the components that V lacks are in the null space. */
  Tensor filter(Tensor x, DoubleUnaryOperator f) {
    double outside = f.applyAsDouble(0);
    Tensor weights = singularValues.map(s -> f.applyAsDouble(s) - outside, x);
    return right.apply(right.applyTransposed(x).mul(weights)).add(x, scalar(outside));
  }
}
