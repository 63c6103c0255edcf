package io.tweedie.core.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Channels, height and width of one image or measurement; the batch dimension is not part of it.
 *
 * @param channels C, at least 1
 * @param height H in pixels, at least 1
 * @param width W in pixels, at least 1
 */
public record Shape(long channels, long height, long width) {

  /** Refuses empty shapes. */
  public Shape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a shape needs positive channels, height and width, not %dx%dx%d"
              .formatted(channels, height, width));
    }
  }

  /** The shape of each image in an N x C x H x W batch. */
  public static Shape of(Tensor batch) {
    if (batch.dim() != 4) {
      throw new IllegalArgumentException(
          "expected an N x C x H x W tensor, got " + Arrays.toString(batch.shape()));
    }
    return new Shape(batch.size(1), batch.size(2), batch.size(3));
  }

  /** C * H * W. */
  public long elements() {
    return channels * height * width;
  }

  /** N x C x H x W for tensor factories. */
  public long[] batch(long n) {
    return new long[] {n, channels, height, width};
  }

  /**
   * Checks that a batch holds images of this shape.
   *
   * @param what how the reader knows the tensor, for the message
   * @return the batch itself
   * @throws IllegalArgumentException naming both shapes if they differ
   */
  public Tensor require(Tensor batch, String what) {
    if (batch.dim() != 4 || !equals(of(batch))) {
      throw new IllegalArgumentException(
          "%s: expected N x %s, got %s".formatted(what, this, Arrays.toString(batch.shape())));
    }
    return batch;
  }

  @Override
  public String toString() {
    return channels + " x " + height + " x " + width;
  }
}
