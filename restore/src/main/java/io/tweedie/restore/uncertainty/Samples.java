package io.tweedie.restore.uncertainty;

import static io.tweedie.core.tensor.Scalars.scalar;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Samples of one posterior: possible images behind one measurement.
 *
 * @param images float32 K x C x H x W in [-1, 1], K at least 2
 */
public record Samples(Tensor images) {

  /** Spreads the identities of samples over all numbers of 64 bits. */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Refuses a single image. */
  public Samples {
    if (images.dim() != 4 || images.size(0) < 2) {
      throw new IllegalArgumentException(
          "samples are K x C x H x W with K of at least 2, got " + Arrays.toString(images.shape()));
    }
  }

  /**
   * The identity of a sample, by which it gets random numbers of its own.
   *
   * @param image identity of the image
   * @param sample number of the sample; 0 has the image's own identity, so that one sample is what
   *     a run without samples gives
   */
  public static long identity(long image, int sample) {
    return image + sample * GOLDEN;
  }

  /** How many. */
  public int count() {
    return (int) images.size(0);
  }

  /** The mean of the samples, 1 x C x H x W: of all estimates that with the least square error. */
  public Tensor mean() {
    return images.mean(new long[] {0}, true, null);
  }

  /**
   * The standard deviation of each value, with K - 1, in image units where white is 1; 1 x C x H x
   * W.
   */
  public Tensor deviation() {
    return images.std(new long[] {0}, true, true).div(scalar(2));
  }

  /** The standard deviation of each pixel: root mean square over the channels; 1 x 1 x H x W. */
  public Tensor deviationOfPixels() {
    return overChannels(deviation());
  }

  /** The standard deviation over the whole image: root mean square over all values. */
  public double deviationOfImage() {
    return Math.sqrt(deviation().square().mean().item_double());
  }

  /** The root mean square over the channels, 1 x 1 x H x W. */
  public static Tensor overChannels(Tensor values) {
    return values.square().mean(new long[] {1}, true, null).sqrt();
  }
}
