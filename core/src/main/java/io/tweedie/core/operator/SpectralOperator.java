package io.tweedie.core.operator;

import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * A linear operator whose singular value decomposition A = U S V' is known.
 *
 * <p>What solvers need of it is the functional calculus of |A| = (A'A)^(1/2) = V S V': an image is
 * taken apart along the right singular vectors, and each component is weighed by what its singular
 * value says. With A+ y = V S+ U'y this expresses every update that DDRM and DDNM+ write in
 * spectral coordinates, without naming those coordinates.
 */
public interface SpectralOperator extends LinearOperator {

  /**
   * f(|A|) x = V f(S) V'x.
   *
   * @param x images, N x {@link #imageShape()}
   * @param f the weight of a component, given its singular value; that of components in the null
   *     space is exactly 0
   * @return images, N x {@link #imageShape()}
   */
  Tensor spectralFilter(Tensor x, DoubleUnaryOperator f);
}
