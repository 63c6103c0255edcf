package io.tweedie.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.zeros;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pictures need no large heap: they are written and read in a Java that has less than they take.
 */
class LargePictureTest {

  private static final int SIDE = 5000;

  /** In megabytes; the samples of the picture take 75, and its tensor 300. */
  private static final int HEAP = 40;

  @TempDir Path directory;

  /** What the small Java runs. */
  static final class WriteAndRead {

    private WriteAndRead() {}

    public static void main(String[] file) {
      try (Tensor picture = zeros(1, 3, SIDE, SIDE)) {
        ImageFile.writePng(Path.of(file[0]), picture);
      }
      try (LoadedImage image = ImageFile.read(Path.of(file[0]))) {
        System.out.println(image.width() + " x " + image.height());
      }
    }
  }

  @Test
  void aSmallHeapIsEnough() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + HEAP + "m", "-XX:+UseSerialGC"));
    command.add("-Dorg.bytedeco.javacpp.maxBytes=16g");
    command.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=16g");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(WriteAndRead.class.getName());
    command.add(directory.resolve("large.png").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains(SIDE + " x " + SIDE);
  }
}
