package io.tweedie.core.operator;

import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/**
 * Convolves images with a kernel, every channel alone: y[i] = sum over k of w[k] x[i + c - k], c
 * being the middle of the kernel. Measurements have the shape of the image, but with {@link
 * Boundary#VALID} they lack the margin whose results would need pixels beyond its edge.
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
  private final Shape measurementShape;
  private final Kernel kernel;
  private final Boundary boundary;

  Blur(String name, Shape imageShape, Kernel kernel, Boundary boundary) {
    this.name = name;
    this.imageShape = imageShape;
    this.measurementShape = boundary == Boundary.VALID ? grown(imageShape, kernel, -1) : imageShape;
    this.kernel = kernel;
    this.boundary = boundary;
  }

  /** A shape with the margin that a kernel reaches over, added or taken away. */
  private static Shape grown(Shape shape, Kernel kernel, int sign) {
    return new Shape(
        shape.channels(),
        shape.height() + sign * (kernel.height() - 1),
        shape.width() + sign * (kernel.width() - 1));
  }

  /** The shape of the images whose blurred measurements have a given one. */
  public static Shape imageShape(Shape measurement, Kernel kernel, Boundary boundary) {
    return boundary == Boundary.VALID ? grown(measurement, kernel, 1) : measurement;
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
  public static Blur named(String name, Shape imageShape, Kernel kernel, Boundary boundary) {
    requireMirrorable(name, imageShape, kernel, boundary);
    requireRoom(name, imageShape, kernel, boundary);
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

  private static void requireRoom(String name, Shape image, Kernel kernel, Boundary boundary) {
    if (boundary == Boundary.VALID
        && (kernel.height() > image.height() || kernel.width() > image.width())) {
      throw new IllegalArgumentException(
          ("%s sees only what its kernel of %d x %d pixels covers whole, and that is nothing in an"
                  + " image of %d x %d; take a smaller kernel or another boundary")
              .formatted(name, kernel.height(), kernel.width(), image.height(), image.width()));
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
    return measurementShape;
  }

  /**
   * The part of images that measurements show, a view: all but the margin of {@link
   * Boundary#VALID}.
   *
   * @param x N x {@link #imageShape()}
   */
  public final Tensor seen(Tensor x) {
    return requireImage(x)
        .narrow(2, seenFrom(kernel.height()), measurementShape.height())
        .narrow(3, seenFrom(kernel.width()), measurementShape.width());
  }

  /** Where along an axis the image is that the first measurement lies over. */
  final int seenFrom(int kernelLength) {
    return boundary == Boundary.VALID ? kernelLength - 1 - kernelLength / 2 : 0;
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
    return measurementShape.require(y, "measurement of " + name);
  }

  @Override
  public final String toString() {
    return name + " of " + imageShape;
  }
}
