package io.tweedie.core.operator;

import static io.tweedie.core.contract.Samples.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.full;

import io.tweedie.core.contract.Samples;
import io.tweedie.core.tensor.Scalars;
import io.tweedie.core.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BicubicResizeTest {

  static Stream<Path> goldens() throws IOException {
    List<Path> files;
    try (Stream<Path> listing = Files.list(golden().resolve("operators"))) {
      files = listing.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThanOrEqualTo(6);
    return files.stream();
  }

  /** Tests run in the module's folder or in the project's. */
  private static Path golden() {
    Path folder = Path.of(System.getProperty("user.dir"));
    while (!Files.isDirectory(folder.resolve("parity/golden"))) {
      folder = folder.getParent();
    }
    return folder.resolve("parity/golden");
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void resizesAsMatlabDoes(Path file) {
    List<String> lines = lines(file);
    Tensor input = block(lines, "input");
    Tensor output = block(lines, "output");
    BicubicResize resize = new BicubicResize(Shape.of(input), output.size(2), output.size(3));
    assertClose(resize.apply(input), output, 1e-14);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows after a line {@code name,height,width}, as 1 x 1 x height x width. */
  private static Tensor block(List<String> lines, String name) {
    int start = 0;
    while (!lines.get(start).startsWith(name + ",")) {
      start++;
    }
    String[] header = lines.get(start).split(",");
    int height = Integer.parseInt(header[1]);
    double[] values =
        lines.subList(start + 1, start + 1 + height).stream()
            .flatMap(row -> Stream.of(row.split(",")))
            .mapToDouble(Double::parseDouble)
            .toArray();
    return Tensor.create(values, 1, 1, height, Integer.parseInt(header[2]));
  }

  @Test
  void keepsAConstantImage() {
    Tensor gray = full(new long[] {2, 3, 7, 9}, Scalars.scalar(0.375));
    Tensor resized = new BicubicResize(new Shape(3, 7, 9), 11, 5).apply(gray);
    assertClose(resized, full(new long[] {2, 3, 11, 5}, Scalars.scalar(0.375)), 1e-6);
  }

  @Test
  void changesNothingAtTheSameSize() {
    Tensor x = Samples.normal(1, 1, 3, 7, 9);
    assertThat(new BicubicResize(new Shape(3, 7, 9), 7, 9).apply(x).equal(x)).isTrue();
  }

  @Test
  void refusesImagesOfAnotherShape() {
    BicubicResize resize = new BicubicResize(new Shape(3, 8, 8), 4, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resize.apply(Samples.normal(1, 1, 3, 8, 9)))
        .withMessageContainingAll("3 x 8 x 8", "[1, 3, 8, 9]");
  }
}
