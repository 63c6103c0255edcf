package io.tweedie.restore.uncertainty;

import static io.tweedie.core.tensor.Scalars.scalar;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Mean and standard deviation of samples that come one by one and are not kept (Welford,
 * Technometrics 4, 1962): the memory of two images, however many there are. Agrees with {@link
 * Samples}, which holds them all.
 */
public final class RunningSamples implements AutoCloseable {

  private int count;
  private Tensor mean;
  private Tensor squares;

  /**
   * Takes another sample.
   *
   * @param image float32 1 x C x H x W in [-1, 1]
   * @throws IllegalArgumentException if it is of another shape than those before
   */
  public void add(Tensor image) {
    if (mean != null && !Arrays.equals(mean.shape(), image.shape())) {
      throw new IllegalArgumentException(
          "samples of one image have one shape, but after %s came %s"
              .formatted(Arrays.toString(mean.shape()), Arrays.toString(image.shape())));
    }
    count++;
    try (PointerScope scope = new PointerScope()) {
      Tensor value = image.to(ScalarType.Double);
      if (mean == null) {
        mean = value.clone().retainReference();
        squares = value.mul(scalar(0)).retainReference();
        return;
      }
      Tensor before = value.sub(mean);
      mean.add_(before, scalar(1.0 / count));
      squares.add_(before.mul(value.sub(mean)));
    }
  }

  /** How many came. */
  public int count() {
    return count;
  }

  /** The mean of the samples, float32 1 x C x H x W. */
  public Tensor mean() {
    return mean.to(ScalarType.Float);
  }

  /**
   * The standard deviation of each value, with K - 1, in image units where white is 1; float32 1 x
   * C x H x W. Needs two samples.
   */
  public Tensor deviation() {
    return squares.div(scalar(count - 1)).sqrt().div(scalar(2)).to(ScalarType.Float);
  }

  /** The standard deviation of each pixel: root mean square over the channels; 1 x 1 x H x W. */
  public Tensor deviationOfPixels() {
    return Samples.overChannels(deviation());
  }

  /** The standard deviation over the whole image: root mean square over all values. */
  public double deviationOfImage() {
    return Math.sqrt(deviation().square().mean().item_double());
  }

  /** Frees what it holds. */
  @Override
  public void close() {
    if (mean != null) {
      mean.close();
      squares.close();
    }
  }
}
