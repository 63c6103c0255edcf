package io.tweedie.images;

import static org.bytedeco.pytorch.global.torch.empty;

import io.tweedie.core.tensor.Backend;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * From stored samples to tensors. Sample v of a picture with maximum m becomes {@code v / (m / 2) -
 * 1} in float32; {@link Levels} is the way back. Samples are read from the raster and never through
 * a colour model, which would bend gray values along a tone curve.
 */
final class Pixels {

  static {
    Backend.initialize();
  }

  /** One plane of a tensor: the band it is read from and the value of every possible sample. */
  private record Plane(int band, float[] values) {}

  private static final float[] OPACITIES = {0, 1};

  private Pixels() {}

  /**
   * Colour or gray plane in [-1,1], 1 x C x H x W, turned upright.
   *
   * @param profile of the samples; empty where they are sRGB
   */
  static Tensor colour(
      BufferedImage picture, Orientation orientation, Optional<ColourProfile> profile) {
    if (picture.getColorModel() instanceof IndexColorModel palette) {
      return tensor(
          picture, orientation, palettePlanes(palette, profile), UnaryOperator.identity());
    }
    int channels = picture.getColorModel().getNumColorComponents();
    Optional<ColourProfile> fitting = profile.filter(p -> p.channels() == channels);
    int bands = picture.getRaster().getNumBands();
    int bits = picture.getSampleModel().getSampleSize(0);
    UnaryOperator<int[]> conversion =
        fitting.isEmpty()
            ? UnaryOperator.identity()
            : row -> fitting.get().toSrgb(row, bands, bits);
    return tensor(picture, orientation, colourPlanes(picture, fitting), conversion);
  }

  /**
   * Alpha plane in [0,1], 1 x 1 x H x W, turned upright; empty for pictures without alpha.
   *
   * @param transparent levels of the one colour that is transparent, if that is all there is
   */
  static Optional<Tensor> alpha(
      BufferedImage picture, Orientation orientation, Optional<int[]> transparent) {
    var model = picture.getColorModel();
    if (!model.hasAlpha()) {
      return Optional.empty();
    }
    if (transparent.isPresent()) {
      int bands = picture.getRaster().getNumBands();
      UnaryOperator<int[]> opaque = row -> opaque(row, bands, transparent.get());
      return Optional.of(tensor(picture, orientation, List.of(new Plane(0, OPACITIES)), opaque));
    }
    Plane plane;
    if (model instanceof IndexColorModel palette) {
      int[] alphas = IntStream.range(0, palette.getMapSize()).map(palette::getAlpha).toArray();
      plane = new Plane(0, lookUp(palette, alphas, opacities(8)));
    } else {
      int band = model.getNumColorComponents();
      plane = new Plane(band, opacities(picture.getSampleModel().getSampleSize(band)));
    }
    return Optional.of(tensor(picture, orientation, List.of(plane), UnaryOperator.identity()));
  }

  /** 0 for each pixel of this colour and 1 for all others. */
  private static int[] opaque(int[] row, int bands, int[] transparent) {
    int[] opaque = new int[row.length / bands];
    for (int x = 0; x < opaque.length; x++) {
      for (int channel = 0; channel < transparent.length; channel++) {
        if (row[bands * x + channel] != transparent[channel]) {
          opaque[x] = 1;
        }
      }
    }
    return opaque;
  }

  private static List<Plane> colourPlanes(BufferedImage picture, Optional<ColourProfile> profile) {
    var planes = new ArrayList<Plane>();
    for (int band = 0; band < picture.getColorModel().getNumColorComponents(); band++) {
      int bits = picture.getSampleModel().getSampleSize(band);
      planes.add(new Plane(band, brightnesses(profile.isPresent() ? ColourProfile.BITS : bits)));
    }
    return planes;
  }

  private static List<Plane> palettePlanes(
      IndexColorModel palette, Optional<ColourProfile> profile) {
    int size = palette.getMapSize();
    int[] colours = new int[3 * size];
    for (int i = 0; i < size; i++) {
      colours[3 * i] = palette.getRed(i);
      colours[3 * i + 1] = palette.getGreen(i);
      colours[3 * i + 2] = palette.getBlue(i);
    }
    float[] brightnesses = brightnesses(profile.isPresent() ? ColourProfile.BITS : 8);
    int[] entries = profile.map(colour -> colour.toSrgb(colours, 3, 8)).orElse(colours);
    int channels = entries.length / size;
    List<Plane> planes = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      int[] entry = new int[size];
      for (int i = 0; i < size; i++) {
        entry[i] = entries[channels * i + channel];
      }
      planes.add(new Plane(0, lookUp(palette, entry, brightnesses)));
    }
    boolean gray = planes.stream().allMatch(p -> Arrays.equals(p.values, planes.get(0).values));
    return gray ? planes.subList(0, 1) : planes;
  }

  /** Values per index; indices beyond the palette, which only damaged files hold, are zero. */
  private static float[] lookUp(IndexColorModel palette, int[] entries, float[] values) {
    float[] table = new float[Math.max(entries.length, 1 << palette.getPixelSize())];
    for (int i = 0; i < entries.length; i++) {
      table[i] = values[entries[i]];
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

  /** A tensor of planes, whose bands are those that {@code conversion} makes of a row. */
  private static Tensor tensor(
      BufferedImage picture,
      Orientation orientation,
      List<Plane> planes,
      UnaryOperator<int[]> conversion) {
    Raster raster = picture.getRaster();
    int width = raster.getWidth();
    int height = raster.getHeight();
    Tensor tensor =
        empty(
            1, planes.size(), orientation.height(width, height), orientation.width(width, height));
    FloatBuffer values = tensor.createBuffer();
    int[] stored = new int[width * raster.getNumBands()];
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, stored);
      int[] row = conversion.apply(stored);
      int bands = row.length / width;
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
}
