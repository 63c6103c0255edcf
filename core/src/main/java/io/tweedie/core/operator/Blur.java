package io.tweedie.core.operator;

import org.bytedeco.pytorch.Tensor;

/**
 * Convolves images with a kernel, every channel alone: y[i] = sum over k of w[k] x[i + c - k], c
 * being the middle of the kernel. Measurements have the shape of the image.
 *
 * <p>How well a blur can be inverted depends on what lies beyond the edge. Where the image repeats,
 * or the kernel is a product of a column and a row as a Gaussian is, the singular values are known
 * and the operator is a {@link SpectralOperator}, for which singular values below one hundredth of
 * the largest count as zero. Other blurs have the inverses of any {@link LinearOperator}.
 */
public abstract sealed class Blur implements LinearOperator
    permits CircularBlur, PaddedBlur, SeparableBlur {

  private final String name;
  private final Shape imageShape;
  private final Kernel kernel;
  private final Boundary boundary;

  Blur(String name, Shape imageShape, Kernel kernel, Boundary boundary) {
    this.name = name;
    this.imageShape = imageShape;
    this.kernel = kernel;
    this.boundary = boundary;
  }

  /**
   * Blurs images.
   *
   * @param imageShape shape of the images
   * @param kernel how a point of light spreads
   * @param boundary what lies beyond the edge
   * @throws IllegalArgumentException if the kernel reaches further beyond the edge than the
   *     boundary can say what is there
   */
  public static Blur of(Shape imageShape, Kernel kernel, Boundary boundary) {
    return named("blur", imageShape, kernel, boundary);
  }

  /** As {@link #of}, under the name of the task that the kernel came with. */
  static Blur named(String name, Shape imageShape, Kernel kernel, Boundary boundary) {
    requireMirrorable(name, imageShape, kernel, boundary);
    if (boundary == Boundary.CIRCULAR) {
      return new CircularBlur(name, imageShape, kernel);
    }
    return kernel.isSeparable()
        ? new SeparableBlur(name, imageShape, kernel, boundary)
        : new PaddedBlur(name, imageShape, kernel, boundary);
  }

  private static void requireMirrorable(
      String name, Shape image, Kernel kernel, Boundary boundary) {
    if (boundary == Boundary.REFLECT
        && (kernel.height() / 2 >= image.height() || kernel.width() / 2 >= image.width())) {
      throw new IllegalArgumentException(
          ("%s reaches %d rows and %d columns beyond the edge, and the boundary reflect needs an"
                  + " image larger than that, not %d x %d; take a smaller kernel or the boundary"
                  + " circular, replicate or zero")
              .formatted(
                  name, kernel.height() / 2, kernel.width() / 2, image.height(), image.width()));
    }
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Shape imageShape() {
    return imageShape;
  }

  @Override
  public final Shape measurementShape() {
    return imageShape;
  }

  /** How a point of light spreads. */
  public final Kernel kernel() {
    return kernel;
  }

  /** What lies beyond the edge. */
  public final Boundary boundary() {
    return boundary;
  }

  final Tensor requireImage(Tensor x) {
    return imageShape.require(x, "image of " + name);
  }

  final Tensor requireMeasurement(Tensor y) {
    return imageShape.require(y, "measurement of " + name);
  }

  @Override
  public final String toString() {
    return name + " of " + imageShape;
  }
}
