package io.tweedie.core.operator;

import static org.bytedeco.pytorch.global.torch.fft_irfft2;
import static org.bytedeco.pytorch.global.torch.fft_rfft2;

import io.tweedie.core.tensor.Device;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Maps that weigh the frequencies of images which repeat, among them the convolution with a kernel.
 * By the fast Fourier transform, for images of any size, prime ones too.
 *
 * <p>Owns its numbers: they outlive any native scope and go when this object is collected.
 */
final class CircularConvolution {

  private static final long[] AXES = {-2, -1};

  private final long[] size;
  private final Tensor response;

  /**
   * Prepares the response of a kernel, which may be larger than the image.
   *
   * @param height height of the images
   * @param width width of the images
   */
  CircularConvolution(Kernel kernel, long height, long width) {
    this.size = new long[] {height, width};
    try (PointerScope scope = new PointerScope()) {
      this.response = fft_rfft2(wrapped(kernel, height, width)).retainReference();
    }
  }

  /** The blurred image of a bright pixel in the upper left corner. */
  private static Tensor wrapped(Kernel kernel, long height, long width) {
    int rows = Math.toIntExact(height);
    int columns = Math.toIntExact(width);
    double[] image = new double[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < kernel.height(); i++) {
      int row = Math.floorMod(i - kernel.height() / 2, rows);
      for (int j = 0; j < kernel.width(); j++) {
        int column = Math.floorMod(j - kernel.width() / 2, columns);
        image[row * columns + column] += kernel.weight(i, j);
      }
    }
    return Tensor.create(image, height, width);
  }

  /** The least length, from a given one on, that is a product of 2, 3 and 5: the fast ones. */
  static long fastLength(long atLeast) {
    for (long length = atLeast; ; length++) {
      long rest = length;
      for (int prime : new int[] {2, 3, 5}) {
        while (rest % prime == 0) {
          rest /= prime;
        }
      }
      if (rest == 1) {
        return length;
      }
    }
  }

  /** The kernel's weight of each frequency in the format that images like {@code x} need. */
  Tensor response(Tensor x) {
    boolean exact = x.scalar_type().intern() == ScalarType.Double;
    return Device.of(x)
        .move(response.alias(), exact ? ScalarType.ComplexDouble : ScalarType.ComplexFloat);
  }

  /** |response|, in float64: the singular values. */
  Tensor magnitudes() {
    return response.abs();
  }

  /**
   * Weighs the frequencies of images.
   *
   * @param x N x C x height x width; smaller images are continued with zeros below and at the right
   * @param weights as {@link #response} has them, or real
   * @return N x C x height x width
   */
  Tensor weigh(Tensor x, Tensor weights) {
    StringViewOptional scaling = new StringViewOptional();
    return PerImage.map(
        x,
        image -> {
          Tensor frequencies = fft_rfft2(image, size, AXES, scaling);
          return fft_irfft2(frequencies.mul(weights), size, AXES, scaling);
        });
  }
}
