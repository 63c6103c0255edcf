package io.tweedie.images;

import static org.bytedeco.pytorch.global.torch.empty;

import io.tweedie.core.tensor.Backend;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The conversion between stored samples and tensors. Sample v of a picture with maximum m becomes
 * {@code v / (m / 2) - 1} in float32; the way back is {@code rint(clamp((x + 1) * 127.5, 0, 255))},
 * ties to even. Samples are read from the raster and never through a colour model, which would bend
 * gray values along a tone curve.
 */
final class Pixels {

  static {
    Backend.initialize();
  }

  /** One plane of a tensor: the band it is read from and the value of every possible sample. */
  private record Plane(int band, float[] values) {}

  private Pixels() {}

  /** Colour or gray plane in [-1,1], 1 x C x H x W, turned upright. */
  static Tensor colour(BufferedImage picture, Orientation orientation) {
    return tensor(picture, orientation, colourPlanes(picture));
  }

  /** Alpha plane in [0,1], 1 x 1 x H x W, turned upright; empty for pictures without alpha. */
  static Optional<Tensor> alpha(BufferedImage picture, Orientation orientation) {
    var model = picture.getColorModel();
    if (!model.hasAlpha()) {
      return Optional.empty();
    }
    Plane plane;
    if (model instanceof IndexColorModel palette) {
      byte[] alphas = new byte[palette.getMapSize()];
      palette.getAlphas(alphas);
      plane = new Plane(0, lookUp(palette, alphas, opacities(8)));
    } else {
      int band = model.getNumColorComponents();
      plane = new Plane(band, opacities(picture.getSampleModel().getSampleSize(band)));
    }
    return Optional.of(tensor(picture, orientation, List.of(plane)));
  }

  /**
   * A picture of 8-bit samples.
   *
   * @param pixels 1 x C x H x W, C = 1 or 3; values outside [-1,1] are clamped
   * @param alpha 1 x 1 x H x W in [0,1], clamped too
   * @throws IllegalArgumentException for other shapes and for NaN
   */
  static BufferedImage picture(Tensor pixels, Optional<Tensor> alpha) {
    requireImage(pixels);
    int channels = (int) pixels.size(1);
    int height = (int) pixels.size(2);
    int width = (int) pixels.size(3);
    alpha.ifPresent(plane -> requireAlpha(plane, height, width));

    int bands = channels + (alpha.isPresent() ? 1 : 0);
    byte[] samples = new byte[Math.multiplyExact(bands, Math.multiplyExact(height, width))];
    // Last band first, as in the byte layouts that Java2D draws and encodes fastest.
    int[] offsets = IntStream.range(0, bands).map(band -> bands - 1 - band).toArray();
    store(pixels, 127.5f, 1, samples, offsets, 0);
    alpha.ifPresent(plane -> store(plane, 255, 0, samples, offsets, channels));

    var buffer = new DataBufferByte(samples, samples.length);
    var raster =
        Raster.createInterleavedRaster(buffer, width, height, width * bands, bands, offsets, null);
    var model =
        new ComponentColorModel(
            ColorSpace.getInstance(channels == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
            alpha.isPresent(),
            false,
            alpha.isPresent() ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            DataBuffer.TYPE_BYTE);
    return new BufferedImage(model, raster, false, null);
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

  private static void requireImage(Tensor pixels) {
    if (pixels.ndimension() != 4
        || pixels.size(0) != 1
        || (pixels.size(1) != 1 && pixels.size(1) != 3)
        || pixels.numel() == 0) {
      throw new IllegalArgumentException(
          "a picture has shape [1, 1 or 3, height, width], not " + Arrays.toString(pixels.shape()));
    }
  }

  private static void requireAlpha(Tensor alpha, int height, int width) {
    if (!Arrays.equals(alpha.shape(), new long[] {1, 1, height, width})) {
      throw new IllegalArgumentException(
          "alpha of this picture has shape [1, 1, %d, %d], not %s"
              .formatted(height, width, Arrays.toString(alpha.shape())));
    }
  }

  private static List<Plane> colourPlanes(BufferedImage picture) {
    if (picture.getColorModel() instanceof IndexColorModel palette) {
      return palettePlanes(palette);
    }
    var planes = new ArrayList<Plane>();
    for (int band = 0; band < picture.getColorModel().getNumColorComponents(); band++) {
      planes.add(new Plane(band, brightnesses(picture.getSampleModel().getSampleSize(band))));
    }
    return planes;
  }

  private static List<Plane> palettePlanes(IndexColorModel palette) {
    byte[] reds = new byte[palette.getMapSize()];
    byte[] greens = new byte[palette.getMapSize()];
    byte[] blues = new byte[palette.getMapSize()];
    palette.getReds(reds);
    palette.getGreens(greens);
    palette.getBlues(blues);
    float[] brightnesses = brightnesses(8);
    var red = new Plane(0, lookUp(palette, reds, brightnesses));
    if (Arrays.equals(reds, greens) && Arrays.equals(greens, blues)) {
      return List.of(red);
    }
    return List.of(
        red,
        new Plane(0, lookUp(palette, greens, brightnesses)),
        new Plane(0, lookUp(palette, blues, brightnesses)));
  }

  /** Values per index; indices beyond the palette, which only damaged files hold, are zero. */
  private static float[] lookUp(IndexColorModel palette, byte[] entries, float[] values) {
    float[] table = new float[Math.max(entries.length, 1 << palette.getPixelSize())];
    for (int i = 0; i < entries.length; i++) {
      table[i] = values[Byte.toUnsignedInt(entries[i])];
    }
    return table;
  }

  private static float[] brightnesses(int bits) {
    float[] values = new float[1 << bits];
    float half = (values.length - 1) / 2f;
    for (int v = 0; v < values.length; v++) {
      values[v] = v / half - 1;
    }
    return values;
  }

  private static float[] opacities(int bits) {
    float[] values = new float[1 << bits];
    float maximum = values.length - 1;
    for (int v = 0; v < values.length; v++) {
      values[v] = v / maximum;
    }
    return values;
  }

  private static Tensor tensor(BufferedImage picture, Orientation orientation, List<Plane> planes) {
    Raster raster = picture.getRaster();
    int width = raster.getWidth();
    int height = raster.getHeight();
    Tensor tensor =
        empty(
            1, planes.size(), orientation.height(width, height), orientation.width(width, height));
    FloatBuffer values = tensor.createBuffer();
    int bands = raster.getNumBands();
    int[] row = new int[width * bands];
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      int first = orientation.position(0, y, width, height);
      int step = orientation.position(1, y, width, height) - first;
      for (int p = 0; p < planes.size(); p++) {
        float[] table = planes.get(p).values();
        int target = p * width * height + first;
        for (int source = planes.get(p).band(); source < row.length; source += bands) {
          values.put(target, table[row[source]]);
          target += step;
        }
      }
    }
    return tensor;
  }

  /** Stores {@code (value + shift) * scale}, the tensor's first channel in the given band. */
  private static void store(
      Tensor tensor, float scale, float shift, byte[] samples, int[] offsets, int firstBand) {
    try (PointerScope scope = new PointerScope()) {
      FloatBuffer values = tensor.detach().cpu().to(ScalarType.Float).contiguous().createBuffer();
      int size = samples.length / offsets.length;
      for (int channel = 0; channel < tensor.size(1); channel++) {
        int target = offsets[firstBand + channel];
        for (int i = channel * size; i < (channel + 1) * size; i++) {
          float value = (values.get(i) + shift) * scale;
          if (Float.isNaN(value)) {
            throw new IllegalArgumentException("the picture holds NaN in channel " + channel);
          }
          samples[target] = (byte) (int) Math.rint(Math.max(0, Math.min(255, value)));
          target += offsets.length;
        }
      }
    }
  }
}
