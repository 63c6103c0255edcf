package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.fft_fft2;
import static org.bytedeco.pytorch.global.torch.fft_fftshift;

import io.tweedie.core.tensor.Shape;
import java.math.BigDecimal;
import org.bytedeco.pytorch.Tensor;

/**
 * Keeps the magnitude of the Fourier transform and loses its phase, y = |F P x|, as a detector far
 * behind an object does (Fienup, 1982). P surrounds the image with zeros, which samples the
 * spectrum more finely; F is orthonormal, with frequency zero in the middle of the measurement.
 *
 * <p>Both are as in DPS (Chung et al., 2023; {@code PhaseRetrievalOperator} of the authors' code):
 * every side gets oversampling / 8 of its length on either end, rounded down, and the image goes in
 * as it is, with black at -1 and zero, which surrounds it, at mid grey. The image turned by half a
 * turn has the same magnitudes, so no method can tell the two apart.
 *
 * @param imageShape shape of the images; each channel is measured alone
 * @param oversampling how finely the spectrum is sampled, above 0 and at most 32; papers take 2,
 *     which makes measurements half as high and wide again
 */
public record PhaseRetrieval(Shape imageShape, double oversampling) implements ForwardOperator {

  private static final double MAX_OVERSAMPLING = 32;

  /** Refuses ratios that are none. */
  public PhaseRetrieval {
    requireOversampling(oversampling);
  }

  public static void requireOversampling(double oversampling) {
    if (!(oversampling > 0 && oversampling <= MAX_OVERSAMPLING)) {
      throw new IllegalArgumentException(
          "the oversampling of phase retrieval lies above 0 and up to 32, not at %s; papers take 2"
              .formatted(oversampling));
    }
  }

  public static String name(double oversampling) {
    return "phase-retrieval:"
        + BigDecimal.valueOf(oversampling).stripTrailingZeros().toPlainString();
  }

  /** The zeros on either end of a side. */
  private static long padding(long length, double oversampling) {
    return (long) (oversampling / 8 * length);
  }

  private static long padded(long length, double oversampling) {
    return length + 2 * padding(length, oversampling);
  }

  /**
   * The shape of the images with measurements of a shape.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Shape imageShape(Shape measurement, double oversampling) {
    return new Shape(
        measurement.channels(),
        unpadded(measurement.height(), oversampling),
        unpadded(measurement.width(), oversampling));
  }

  private static long unpadded(long measured, double oversampling) {
    long length = measured;
    while (length > 0 && padded(length, oversampling) > measured) {
      length--;
    }
    if (length == 0 || padded(length, oversampling) != measured) {
      throw new IllegalArgumentException(
          "%s makes no measurement with a side of %d; the nearest shorter one is %d, of images"
                  .formatted(name(oversampling), measured, padded(length, oversampling))
              + " with a side of "
              + length);
    }
    return length;
  }

  @Override
  public String name() {
    return name(oversampling);
  }

  @Override
  public Shape measurementShape() {
    return new Shape(
        imageShape.channels(),
        padded(imageShape.height(), oversampling),
        padded(imageShape.width(), oversampling));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Magnitudes, at least 0 and often far above 1 at low frequencies. Where one is zero the
   * gradient is taken to be zero.
   */
  @Override
  public Tensor apply(Tensor x) {
    imageShape.require(x, "image of " + name());
    long rows = padding(imageShape.height(), oversampling);
    long columns = padding(imageShape.width(), oversampling);
    Tensor padded = constant_pad_nd(x, columns, columns, rows, rows);
    return PerImage.map(padded, PhaseRetrieval::magnitudes);
  }

  /** Where the image lies changes phases alone, so only the result is centred. */
  private static Tensor magnitudes(Tensor image) {
    double orthonormal = 1 / Math.sqrt(image.size(1) * image.size(2));
    return fft_fftshift(fft_fft2(image).abs(), 1, 2).mul(scalar(orthonormal));
  }
}
