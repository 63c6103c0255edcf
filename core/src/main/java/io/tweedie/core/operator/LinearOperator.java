package io.tweedie.core.operator;

import io.tweedie.core.tensor.Shape;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * A linear {@link ForwardOperator}: y = A x.
 *
 * <p>Only {@link #apply} must be written; the adjoint then comes from automatic differentiation and
 * the inverses from conjugate gradients. Operators with closed forms override them, and the
 * operator contract test proves that both agree.
 */
public interface LinearOperator extends PseudoInvertible {

  /**
   * An operator of your own in a line: what a function of images does, with the adjoint and the
   * inverses derived from it. A camera that sees every other row:
   *
   * <pre>{@code
   * LinearOperator interlaced =
   *     LinearOperator.of(
   *         "interlaced",
   *         new Shape(3, 64, 64),
   *         new Shape(3, 32, 64),
   *         x -> x.slice(2, new LongOptional(0), new LongOptional(64), 2));
   * }</pre>
   *
   * @param name to show in reports and messages
   * @param imageShape shape of the images the function takes
   * @param measurementShape shape of what it gives
   * @param function linear and made of differentiable tensor operations; takes N images, gives N
   *     measurements, and treats each image alone
   */
  static LinearOperator of(
      String name, Shape imageShape, Shape measurementShape, UnaryOperator<Tensor> function) {
    return new UserOperator.Linear(name, imageShape, measurementShape, function);
  }

  /**
   * A' y, with &lt;A x, y&gt; = &lt;x, A' y&gt;.
   *
   * @param y measurements, N x {@link #measurementShape()}
   * @return images, N x {@link #imageShape()}
   */
  default Tensor adjoint(Tensor y) {
    return Adjoint.byDifferentiation(this, y);
  }

  /**
   * A+ y, the image of least norm among those that explain {@code y} best (Moore-Penrose).
   *
   * @param y measurements, N x {@link #measurementShape()}
   * @return images, N x {@link #imageShape()}
   */
  @Override
  default Tensor pseudoInverse(Tensor y) {
    return ConjugateGradients.leastNorm(this, y);
  }

  /**
   * The proximal step argmin over x of |A x - y|^2 / 2 + rho |x - z|^2 / 2, which solves (A'A + rho
   * I) x = A' y + rho z.
   *
   * @param z images to stay near, N x {@link #imageShape()}
   * @param y measurements, N x {@link #measurementShape()}
   * @param rho weight of staying near, positive
   * @return images, N x {@link #imageShape()}
   */
  default Tensor proximal(Tensor z, Tensor y, double rho) {
    return ConjugateGradients.proximal(this, z, y, rho);
  }

  /** {@inheritDoc} */
  @Override
  default Optional<Tensor> guess(Tensor y, double sigma) {
    return Optional.of(regularizedInverse(y, sigma));
  }

  /**
   * The plainest guess at the image behind a noisy measurement: A+ y, held back where A+ would make
   * more of the noise than of the image, by a proximal step of weight sigma^2 from A' y.
   *
   * @param y measurements, N x the measurement shape
   * @param sigma standard deviation of their noise in model units; 0 gives A+ y
   * @return N x the image shape
   */
  default Tensor regularizedInverse(Tensor y, double sigma) {
    return sigma == 0 ? pseudoInverse(y) : proximal(adjoint(y), y, sigma * sigma);
  }
}
