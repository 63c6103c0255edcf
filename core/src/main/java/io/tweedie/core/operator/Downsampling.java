package io.tweedie.core.operator;

import org.bytedeco.pytorch.Tensor;

/** The sizes that a reduction by a whole factor has to do with. */
final class Downsampling {

  private Downsampling() {}

  /** Refuses factors below 2. */
  static void requireFactor(int factor) {
    if (factor < 2) {
      throw new IllegalArgumentException(
          "the factor of super-resolution is a whole number of at least 2, not " + factor);
    }
  }

  /** Refuses images whose height or width is no multiple of the factor. */
  static void requireDivisible(Shape image, int factor) {
    requireFactor(factor);
    if (image.height() % factor != 0 || image.width() % factor != 0) {
      throw new IllegalArgumentException(
          ("height and width must be multiples of the factor %d, but the image is %d x %d;"
                  + " crop or pad it")
              .formatted(factor, image.height(), image.width()));
    }
  }

  /** The shape after shrinking. */
  static Shape shrink(Shape image, int factor) {
    return new Shape(image.channels(), image.height() / factor, image.width() / factor);
  }

  /** The shape before shrinking. */
  static Shape enlarge(Shape measurement, int factor) {
    return new Shape(
        measurement.channels(), measurement.height() * factor, measurement.width() * factor);
  }

  /**
   * Enlarges bicubically, and without noise projects once onto what was measured: z + A+ (y - A z).
   *
   * @param y N x the small shape
   * @param sigma of its noise; any noise would be projected, too
   */
  static Tensor guess(LinearOperator a, Tensor y, double sigma) {
    Shape image = a.imageShape();
    Tensor z = new BicubicResize(a.measurementShape(), image.height(), image.width()).apply(y);
    return sigma > 0 ? z : z.add(a.pseudoInverse(y.sub(a.apply(z))));
  }

  /** The largest shape within the given one that shrinks without a remainder. */
  static Shape admissible(Shape image, int factor) {
    if (image.height() < factor || image.width() < factor) {
      throw new IllegalArgumentException(
          "super-resolution by %d needs images of at least %d x %d pixels, not %d x %d"
              .formatted(factor, factor, factor, image.height(), image.width()));
    }
    return enlarge(shrink(image, factor), factor);
  }
}
