package io.tweedie.core.operator;

import io.tweedie.core.tensor.Shape;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * Shrinks images by a whole factor with an antialiased bicubic kernel, the super-resolution task of
 * most benchmarks; see {@link BicubicResize} for the exact definition.
 *
 * <p>A works on rows and columns apart, so two small singular value decompositions give every
 * inverse. A has full row rank and is well conditioned (its singular values differ by less than a
 * factor of 1.5), so that A A+ y = y.
 */
public final class BicubicDownsampling implements SpectralOperator {

  private final int factor;
  private final BicubicResize resize;

  /**
   * Prepares the weights.
   *
   * @param imageShape shape of the large images; height and width are multiples of the factor
   * @param factor how many times smaller a measurement is along each axis, at least 2
   * @throws IllegalArgumentException for smaller factors and sizes that do not divide
   */
  public BicubicDownsampling(Shape imageShape, int factor) {
    Downsampling.requireDivisible(imageShape, factor);
    this.factor = factor;
    Shape small = Downsampling.shrink(imageShape, factor);
    this.resize = new BicubicResize(imageShape, small.height(), small.width());
  }

  @Override
  public String name() {
    return "sr-bicubic:" + factor;
  }

  @Override
  public Shape imageShape() {
    return resize.from();
  }

  @Override
  public Shape measurementShape() {
    return resize.to();
  }

  @Override
  public Tensor apply(Tensor x) {
    return resize.weights().apply(imageShape().require(x, "image of " + name()));
  }

  @Override
  public Tensor adjoint(Tensor y) {
    return resize.weights().applyTransposed(requireMeasurement(y));
  }

  @Override
  public Tensor pseudoInverse(Tensor y) {
    return resize.weights().spectrum().pseudoInverse(requireMeasurement(y));
  }

  /**
   * {@inheritDoc}
   *
   * <p>z + A' (A A' + rho I)^-1 (y - A z).
   */
  @Override
  public Tensor proximal(Tensor z, Tensor y, double rho) {
    ProximalWeight.require(rho);
    return z.add(
        resize.weights().spectrum().dampedInverse(requireMeasurement(y).sub(apply(z)), rho));
  }

  @Override
  public Tensor spectralFilter(Tensor x, DoubleUnaryOperator f) {
    return resize.weights().spectrum().filter(imageShape().require(x, "image of " + name()), f);
  }

  /** {@inheritDoc} Enlarges bicubically. */
  @Override
  public Optional<Tensor> guess(Tensor y, double sigma) {
    return Optional.of(Downsampling.guess(this, y, sigma));
  }

  private Tensor requireMeasurement(Tensor y) {
    return measurementShape().require(y, "measurement of " + name());
  }

  @Override
  public String toString() {
    return name() + " of " + imageShape();
  }
}
