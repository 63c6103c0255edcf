package io.tweedie.core.operator;

import io.tweedie.core.tensor.Shape;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A blur by a kernel that is a column times a row, with any boundary: one matrix along the height,
 * one along the width, and every inverse by their singular value decompositions.
 */
final class SeparableBlur extends Blur implements SpectralOperator {

  private final Separable map;

  SeparableBlur(String name, Shape imageShape, Kernel kernel, Boundary boundary) {
    super(name, imageShape, kernel, boundary);
    try (PointerScope scope = new PointerScope()) {
      this.map =
          new Separable(
              matrix(kernel.rowSums(), imageShape.height(), measurementShape().height()),
              matrix(kernel.columnSums(), imageShape.width(), measurementShape().width()));
    }
  }

  /** The convolution of an axis: the weight of every pixel, by column, in every result, by row. */
  private Tensor matrix(double[] weights, long pixels, long results) {
    int length = Math.toIntExact(pixels);
    double[] matrix = new double[Math.multiplyExact(Math.toIntExact(results), length)];
    int first = seenFrom(weights.length);
    for (int i = 0; i < results; i++) {
      for (int k = 0; k < weights.length; k++) {
        int source = boundary().source(first + i + weights.length / 2 - k, length);
        if (source >= 0) {
          matrix[i * length + source] += weights[k];
        }
      }
    }
    return Tensor.create(matrix, results, length);
  }

  @Override
  public Tensor apply(Tensor x) {
    return map.apply(requireImage(x));
  }

  @Override
  public Tensor adjoint(Tensor y) {
    return map.applyTransposed(requireMeasurement(y));
  }

  @Override
  public Tensor pseudoInverse(Tensor y) {
    return map.spectrum().pseudoInverse(requireMeasurement(y));
  }

  /**
   * {@inheritDoc}
   *
   * <p>z + A' (A A' + rho I)^-1 (y - A z).
   */
  @Override
  public Tensor proximal(Tensor z, Tensor y, double rho) {
    ProximalWeight.require(rho);
    return z.add(map.spectrum().dampedInverse(requireMeasurement(y).sub(apply(z)), rho));
  }

  @Override
  public Tensor spectralFilter(Tensor x, DoubleUnaryOperator f) {
    return map.spectrum().filter(requireImage(x), f);
  }
}
