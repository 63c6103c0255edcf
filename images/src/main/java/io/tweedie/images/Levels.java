package io.tweedie.images;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * From tensors to stored samples: {@code rint(clamp((x + 1) * 127.5, 0, 255))}, ties to even;
 * {@link Pixels} is the way back.
 */
final class Levels {

  private Levels() {}

  /**
   * A picture of 8-bit samples.
   *
   * @param pixels 1 x C x H x W, C = 1 or 3; values outside [-1,1] are clamped
   * @param alpha 1 x 1 x H x W in [0,1], clamped too
   * @throws IllegalArgumentException for other shapes and for NaN
   */
  static BufferedImage picture(Tensor pixels, Optional<Tensor> alpha) {
    return picture(pixels, alpha, new DataBufferByte(count(pixels, alpha)));
  }

  /**
   * How many samples such a picture has.
   *
   * @throws IllegalArgumentException for other shapes
   */
  static int count(Tensor pixels, Optional<Tensor> alpha) {
    requireImage(pixels);
    alpha.ifPresent(plane -> requireAlpha(plane, pixels.size(2), pixels.size(3)));
    return Math.toIntExact(pixels.numel() + alpha.map(Tensor::numel).orElse(0L));
  }

  /**
   * The same with the samples where the caller wants them.
   *
   * @param samples room for as many bytes as {@link #count} says
   */
  static BufferedImage picture(Tensor pixels, Optional<Tensor> alpha, DataBuffer samples) {
    int channels = (int) pixels.size(1);
    int height = (int) pixels.size(2);
    int width = (int) pixels.size(3);
    int bands = channels + (alpha.isPresent() ? 1 : 0);
    // Last band first, as in the byte layouts that Java2D draws and encodes fastest.
    int[] offsets = IntStream.range(0, bands).map(band -> bands - 1 - band).toArray();
    store(pixels, 127.5f, 1, samples, offsets, 0);
    alpha.ifPresent(plane -> store(plane, 255, 0, samples, offsets, channels));

    var layout =
        new PixelInterleavedSampleModel(
            DataBuffer.TYPE_BYTE, width, height, bands, width * bands, offsets);
    var model =
        new ComponentColorModel(
            ColorSpace.getInstance(channels == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
            alpha.isPresent(),
            false,
            alpha.isPresent() ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            DataBuffer.TYPE_BYTE);
    return new BufferedImage(
        model, Raster.createWritableRaster(layout, samples, null), false, null);
  }

  /**
   * Like {@link #picture}, but gray pictures get three equal bands, so that Java2D can draw them.
   */
  static BufferedImage colourPicture(Tensor pixels) {
    requireImage(pixels);
    try (PointerScope scope = new PointerScope()) {
      return picture(pixels.expand(-1, 3, -1, -1), Optional.empty());
    }
  }

  /** Refuses what is no picture by its shape. */
  static void requireImage(Tensor pixels) {
    if (pixels.ndimension() != 4
        || pixels.size(0) != 1
        || (pixels.size(1) != 1 && pixels.size(1) != 3)
        || pixels.numel() == 0) {
      throw new IllegalArgumentException(
          "a picture has shape [1, 1 or 3, height, width], not " + Arrays.toString(pixels.shape()));
    }
  }

  private static void requireAlpha(Tensor alpha, long height, long width) {
    if (!Arrays.equals(alpha.shape(), new long[] {1, 1, height, width})) {
      throw new IllegalArgumentException(
          "alpha of this picture has shape [1, 1, %d, %d], not %s"
              .formatted(height, width, Arrays.toString(alpha.shape())));
    }
  }

  /** Stores {@code (value + shift) * scale}, the tensor's first channel in the given band. */
  private static void store(
      Tensor tensor, float scale, float shift, DataBuffer samples, int[] offsets, int firstBand) {
    try (PointerScope scope = new PointerScope()) {
      FloatBuffer values = tensor.detach().cpu().to(ScalarType.Float).contiguous().createBuffer();
      int size = samples.getSize() / offsets.length;
      for (int channel = 0; channel < tensor.size(1); channel++) {
        int target = offsets[firstBand + channel];
        for (int i = channel * size; i < (channel + 1) * size; i++) {
          float value = (values.get(i) + shift) * scale;
          if (Float.isNaN(value)) {
            throw new IllegalArgumentException("the picture holds NaN in channel " + channel);
          }
          samples.setElem(target, (int) Math.rint(Math.max(0, Math.min(255, value))));
          target += offsets.length;
        }
      }
    }
  }
}
