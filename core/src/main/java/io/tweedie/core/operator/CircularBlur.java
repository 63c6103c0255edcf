package io.tweedie.core.operator;

import io.tweedie.core.tensor.Shape;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * A blur of images that repeat: A = F' H F with the Fourier transform F and the kernel's response H
 * on the diagonal, so that the singular values are |H| and every inverse is a weight for each
 * frequency.
 */
final class CircularBlur extends Blur implements SpectralOperator {

  private final CircularConvolution convolution;
  private final SingularValues singularValues;

  CircularBlur(String name, Shape imageShape, Kernel kernel) {
    super(name, imageShape, kernel, Boundary.CIRCULAR);
    this.convolution = new CircularConvolution(kernel, imageShape.height(), imageShape.width());
    this.singularValues = new SingularValues(convolution.magnitudes());
  }

  @Override
  public Tensor apply(Tensor x) {
    return convolution.weigh(requireImage(x), convolution.response(x));
  }

  @Override
  public Tensor adjoint(Tensor y) {
    return convolution.weigh(requireMeasurement(y), convolution.response(y).conj());
  }

  /**
   * {@inheritDoc}
   *
   * <p>conj(H) / |H|^2 for each frequency.
   */
  @Override
  public Tensor pseudoInverse(Tensor y) {
    return adjoint(requireMeasurement(y), singularValues.inverse(2, y));
  }

  /**
   * {@inheritDoc}
   *
   * <p>z + A' (A A' + rho I)^-1 (y - A z).
   */
  @Override
  public Tensor proximal(Tensor z, Tensor y, double rho) {
    ProximalWeight.require(rho);
    Tensor residual = requireMeasurement(y).sub(apply(z));
    return z.add(adjoint(residual, singularValues.damped(rho, y)));
  }

  @Override
  public Tensor spectralFilter(Tensor x, DoubleUnaryOperator f) {
    return convolution.weigh(requireImage(x), singularValues.map(f, x));
  }

  /** A' y with a further weight for each frequency. */
  private Tensor adjoint(Tensor y, Tensor weights) {
    return convolution.weigh(y, convolution.response(y).conj().mul(weights));
  }
}
