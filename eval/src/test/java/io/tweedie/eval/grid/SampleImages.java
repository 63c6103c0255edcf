package io.tweedie.eval.grid;

import io.tweedie.images.ImageFile;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Small smooth pictures with an edge. */
public final class SampleImages {

  private SampleImages() {}

  /** A colour picture of 26 x 19 (height x width) and a gray one of 24 x 24. */
  public static List<Path> write(Path folder) {
    Path colour = folder.resolve("colour.png");
    Path gray = folder.resolve("gray & <b>.png");
    write(colour, 3, 26, 19);
    write(gray, 1, 24, 24);
    return List.of(colour, gray);
  }

  public static void write(Path file, int channels, int height, int width) {
    float[] values = new float[channels * height * width];
    for (int i = 0; i < values.length; i++) {
      int channel = i / (height * width);
      int y = i / width % height;
      int x = i % width;
      double wave = 0.5 * Math.sin(x / 4.0 + channel) * Math.cos(y / 5.0);
      values[i] = (float) (wave + (x + y > 25 ? 0.4 : -0.1));
    }
    try (PointerScope scope = new PointerScope()) {
      ImageFile.writePng(file, Tensor.create(values, 1, channels, height, width));
    }
  }
}
