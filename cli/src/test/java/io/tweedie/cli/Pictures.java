package io.tweedie.cli;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.rand;

import io.tweedie.images.ImageFile;
import io.tweedie.images.LoadedImage;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;

/** Pictures of random pixels. */
public final class Pictures {

  private Pictures() {}

  public static Path write(Path file, int channels, int height, int width, long seed) {
    try (PointerScope scope = new PointerScope()) {
      ImageFile.writePng(file, random(channels, height, width, seed));
      return file;
    }
  }

  public static Path writeWithAlpha(Path file, int height, int width, long seed) {
    try (PointerScope scope = new PointerScope()) {
      Tensor alpha = random(1, height, width, seed + 1).add(scalar(1)).div(scalar(2));
      ImageFile.writePng(file, random(3, height, width, seed), alpha);
      return file;
    }
  }

  /** A mask that keeps the left half. */
  public static Path writeMask(Path file, int height, int width) {
    try (PointerScope scope = new PointerScope()) {
      Tensor mask = random(1, height, width, 1).fill_(scalar(-1));
      mask.narrow(3, 0, width / 2).fill_(scalar(1));
      ImageFile.writePng(file, mask);
      return file;
    }
  }

  private static Tensor random(int channels, int height, int width, long seed) {
    long[] shape = {1, channels, height, width};
    return rand(shape, new GeneratorOptional(make_generator_cpu(seed)))
        .mul(scalar(2))
        .sub(scalar(1));
  }

  /** Channels, height and width, and whether there is alpha. */
  public static String describe(Path file) {
    try (LoadedImage image = ImageFile.read(file)) {
      return "%d x %d x %d%s"
          .formatted(
              image.pixels().size(1),
              image.height(),
              image.width(),
              image.alpha().isPresent() ? " with alpha" : "");
    }
  }

  /** The largest difference of two pictures in their left halves, in steps of 8 bits. */
  public static long leftDifference(Path a, Path b) {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = ImageFile.read(a).pixels();
      Tensor y = ImageFile.read(b).pixels();
      long half = x.size(3) / 2;
      Tensor difference = x.narrow(3, 0, half).sub(y.narrow(3, 0, half)).abs();
      return Math.round(difference.max().item_double() * 127.5);
    }
  }
}
