package io.tweedie.cli.restore;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.cli.Cli;
import io.tweedie.core.operator.Blur;
import io.tweedie.core.operator.Boundary;
import io.tweedie.core.operator.Kernel;
import io.tweedie.core.tensor.Shape;
import io.tweedie.eval.metric.Psnr;
import io.tweedie.images.ImageFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photos out of focus, in 8 bits and with a real border: their blur saw what was cut away. */
class RestoreBlurTest {

  private static final Kernel OUT_OF_FOCUS = Kernel.gaussian(17, 2);
  private static final String[] NAMES = {"astronaut", "coffee", "chelsea"};

  @TempDir Path temp;

  /** Tests run in the module's folder or in the project's. */
  private static Path photo(String name) {
    Path folder = Path.of(System.getProperty("user.dir"));
    Path photos = Path.of("restore/src/test/resources/io/tweedie/restore/photo");
    while (!Files.isDirectory(folder.resolve(photos))) {
      folder = folder.getParent();
    }
    return folder.resolve(photos).resolve(name + ".png");
  }

  @Test
  void areRestoredBetterThanAnyUnsharpMaskDoesWithNothingSaidOfNoiseOrBorder() {
    try (PointerScope scope = new PointerScope()) {
      Blur camera = Blur.of(new Shape(3, 96, 96), OUT_OF_FOCUS, Boundary.VALID);
      for (String name : NAMES) {
        Tensor clean = ImageFile.read(photo(name)).pixels();
        ImageFile.writePng(temp.resolve(name + ".png"), camera.apply(clean));
      }

      Cli run =
          Cli.run(
              "restore",
              temp.resolve(NAMES[0] + ".png"),
              temp.resolve(NAMES[1] + ".png"),
              temp.resolve(NAMES[2] + ".png"),
              "--task",
              "deblur-gaussian:17,2",
              "--out",
              temp.resolve("out"));

      assertThat(run.exit()).as(run.err()).isZero();
      for (String name : NAMES) {
        Tensor clean = camera.seen(ImageFile.read(photo(name)).pixels());
        Tensor blurred = ImageFile.read(temp.resolve(name + ".png")).pixels();
        Tensor restored = ImageFile.read(temp.resolve("out/" + name + ".restored.png")).pixels();
        assertThat(psnr(clean, restored)).as(name).isGreaterThan(unsharp(clean, blurred) + 0.3);
      }
    }
  }

  private static double psnr(Tensor clean, Tensor picture) {
    return new Psnr().measure(clean, picture)[0];
  }

  /** The best of several strengths, as only somebody could choose it who knew the truth. */
  private static double unsharp(Tensor clean, Tensor blurred) {
    Blur mask = Blur.of(Shape.of(blurred), Kernel.gaussian(13, 2), Boundary.REPLICATE);
    Tensor lost = blurred.sub(mask.apply(blurred));
    return DoubleStream.of(0.5, 1, 1.5, 2, 3, 4)
        .mapToObj(strength -> blurred.add(lost, scalar(strength)))
        .map(x -> x.clamp(new ScalarOptional(scalar(-1)), new ScalarOptional(scalar(1))))
        .mapToDouble(picture -> psnr(clean, picture))
        .max()
        .orElseThrow();
  }
}
