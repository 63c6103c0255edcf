package io.tweedie.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The sample files of parity/make_images.py and the formulas of the pictures they show. */
final class Samples {
  static final int WIDTH = 24;
  static final int HEIGHT = 16;

  static final List<String> NAMES =
      List.of(
          "rgb16.png",
          "gray16.png",
          "gray1.png",
          "gray-alpha.png",
          "gray-trns.png",
          "rgb-trns.png",
          "palette.png",
          "palette-alpha.png",
          "exif-6.png",
          "gray.jpg",
          "cmyk.jpg",
          "ycck.jpg",
          "linear.jpg",
          "progressive.jpg",
          "exif-7.jpg",
          "lossy.webp",
          "lossy-alpha.webp",
          "lossless-alpha.webp",
          "exif-6.webp",
          "noisy-alpha.webp",
          "p3.png",
          "rgb.bmp",
          "palette.bmp");

  private Samples() {}

  /** Value of a picture at a channel, column and row. */
  interface Formula {
    double at(int c, int x, int y);
  }

  static double gray(int c, int x, int y) {
    return 8 * x + 4 * y;
  }

  static double colour(int c, int x, int y) {
    return new int[] {11 * x, 17 * y, 6 * (x + y)}[c];
  }

  static double alpha(int c, int x, int y) {
    return 255 - 10 * x;
  }

  static byte[] bytes(String name) {
    try (InputStream stream = Samples.class.getResourceAsStream(name)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LoadedImage load(String name) {
    return ImageFile.decode(bytes(name), name, ImageFile.DEFAULT_MAX_PIXELS);
  }

  static float[] values(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    tensor.contiguous().data_ptr_float().get(values);
    return values;
  }

  /** A formula in bytes as values in [-1,1], 1 x C x 16 x 24. */
  static float[] picture(int channels, Formula formula) {
    return plane(channels, (c, x, y) -> formula.at(c, x, y) / 127.5 - 1);
  }

  static float[] plane(int channels, Formula formula) {
    float[] values = new float[channels * HEIGHT * WIDTH];
    int i = 0;
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          values[i++] = (float) formula.at(c, x, y);
        }
      }
    }
    return values;
  }
}
