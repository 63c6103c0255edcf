package io.tweedie.core.operator;

import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/** The sizes that a reduction by a whole factor has to do with. */
public final class Downsampling {

  /** Of a pixel enlarged further nothing can be said but its mean. */
  private static final int LARGEST_FACTOR = 64;

  /** Pixels of the largest result: as many as the largest photo that is read has. */
  private static final long LARGEST_RESULT = 100_000_000;

  private Downsampling() {}

  /** Refuses factors that enlarge nothing, or more than anybody could. */
  public static void requireFactor(int factor) {
    if (factor < 2 || factor > LARGEST_FACTOR) {
      throw new IllegalArgumentException(
          "the factor of super-resolution is a whole number from 2 to %d, not %d"
              .formatted(LARGEST_FACTOR, factor));
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

  /** The shape before shrinking; refuses results too large for anybody's memory. */
  public static Shape enlarge(Shape measurement, int factor) {
    long largest =
        (long) Math.sqrt((double) LARGEST_RESULT / measurement.height() / measurement.width());
    if (factor > largest) {
      throw new IllegalArgumentException(
          "super-resolution by %d makes %d x %d (height x width) of a photo of %d x %d, and results"
                  .formatted(
                      factor,
                      measurement.height() * factor,
                      measurement.width() * factor,
                      measurement.height(),
                      measurement.width())
              + " have at most %d million pixels; ".formatted(LARGEST_RESULT / 1_000_000)
              + (largest < 2
                  ? "shrink or crop the photo"
                  : "take a factor of at most %d, or crop the photo".formatted(largest)));
    }
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
  public static Shape admissible(Shape image, int factor) {
    if (image.height() < factor || image.width() < factor) {
      throw new IllegalArgumentException(
          "super-resolution by %d needs images of at least %d x %d pixels, not %d x %d"
              .formatted(factor, factor, factor, image.height(), image.width()));
    }
    return enlarge(shrink(image, factor), factor);
  }
}
