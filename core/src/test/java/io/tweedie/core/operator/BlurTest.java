package io.tweedie.core.operator;

import static io.tweedie.core.contract.Samples.assertClose;
import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.zeros;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.contract.Samples;
import io.tweedie.core.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlurTest {

  private static final Shape GRAY = new Shape(1, 12, 10);
  private static final Kernel TILTED = Kernel.of(new double[][] {{2, 1}, {1, 2}});

  static Stream<Named<JsonNode>> goldens() throws IOException {
    JsonNode cases =
        new ObjectMapper()
            .readTree(Files.readAllBytes(golden().resolve("operators/blur.json")))
            .get("cases");
    List<Named<JsonNode>> named = new ArrayList<>();
    cases.forEach(node -> named.add(Named.of(node.get("name").asText(), node)));
    assertThat(named).hasSize(20);
    return named.stream();
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
  void convolvesAsScipyDoes(JsonNode golden) {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = image(golden.get("input"));
      Blur blur =
          Blur.of(
              Shape.of(x),
              Kernel.of(rows(golden.get("kernel"))),
              Boundary.parse(golden.get("boundary").asText()));
      assertClose(blur.apply(x), image(golden.get("output")), 1e-14);
    }
  }

  private static double[][] rows(JsonNode matrix) {
    return StreamSupport.stream(matrix.spliterator(), false)
        .map(
            row ->
                StreamSupport.stream(row.spliterator(), false)
                    .mapToDouble(JsonNode::asDouble)
                    .toArray())
        .toArray(double[][]::new);
  }

  private static Tensor image(JsonNode matrix) {
    double[][] rows = rows(matrix);
    return Tensor.create(
        Stream.of(rows).flatMapToDouble(Arrays::stream).toArray(),
        1,
        1,
        rows.length,
        rows[0].length);
  }

  @ParameterizedTest
  @EnumSource
  void showsTheKernelWhereAPixelIsBright(Boundary boundary) {
    try (PointerScope scope = new PointerScope()) {
      Kernel kernel = Kernel.of(new double[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 10}});
      Tensor x = zeros(1, 1, 12, 10);
      x.select(2, 5).select(2, 4).fill_(scalar(1));
      Blur blur = Blur.of(GRAY, kernel, boundary);
      int margin = boundary == Boundary.VALID ? 1 : 0;
      Tensor spread = blur.apply(x).narrow(2, 4 - margin, 3).narrow(3, 3 - margin, 3);
      assertClose(spread, kernel.toTensor().to(spread).reshape(1, 1, 3, 3), 1e-6);
    }
  }

  @Test
  void knowsTheSingularValuesWhereItCan() {
    assertThat(Blur.of(GRAY, TILTED, Boundary.CIRCULAR)).isInstanceOf(SpectralOperator.class);
    assertThat(Blur.of(GRAY, TILTED, Boundary.ZERO)).isNotInstanceOf(SpectralOperator.class);
    for (Boundary boundary : Boundary.values()) {
      Blur gaussian = Blur.of(GRAY, Kernel.gaussian(5, 1), boundary);
      assertThat(gaussian).isInstanceOf(SpectralOperator.class);
      assertThat(gaussian.boundary()).isEqualTo(boundary);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 21, 40})
  void saysWhichBoundariesServeASmallImage(int size) {
    Kernel large = Kernel.gaussian(size, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Blur.of(GRAY, large, Boundary.REFLECT))
        .withMessageContainingAll(
            String.valueOf(size / 2), "12 x 10", "circular, replicate or zero", "smaller kernel");
    Tensor gray = full(GRAY.batch(1), scalar(0.5));
    for (Boundary other : new Boundary[] {Boundary.CIRCULAR, Boundary.REPLICATE}) {
      assertClose(Blur.of(GRAY, large, other).apply(gray), gray, 1e-6);
    }
    Tensor darkened = Blur.of(GRAY, large, Boundary.ZERO).apply(gray);
    assertThat(darkened.max().item_double()).isLessThan(0.5);
    assertThat(Blur.of(GRAY, Kernel.gaussian(19, 3), Boundary.REFLECT)).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Blur.of(GRAY, large, Boundary.VALID))
        .withMessageContainingAll("nothing in an image of 12 x 10", "another boundary");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void whereNothingIsTakenForThePixelsBeyondTheEdgeOnlyTheInnerPartIsMeasured(int size) {
    Kernel even = Kernel.gaussian(size, 1);
    for (Kernel kernel : new Kernel[] {even, TILTED}) {
      Tensor x = Samples.normal(1, GRAY.batch(2));
      Blur valid = Blur.of(GRAY, kernel, Boundary.VALID);
      Blur zero = Blur.of(GRAY, kernel, Boundary.ZERO);
      Shape inner = new Shape(1, 13 - kernel.height(), 11 - kernel.width());
      assertThat(valid.measurementShape()).isEqualTo(inner);
      assertThat(Blur.imageShape(inner, kernel, Boundary.VALID)).isEqualTo(GRAY);
      // What the inner part shows never looked beyond the edge, whatever is there.
      assertClose(valid.apply(x), valid.seen(zero.apply(x)), 1e-12);
    }
  }
}
