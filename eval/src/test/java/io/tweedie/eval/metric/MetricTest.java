package io.tweedie.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetricTest {
  private static final Path GOLDEN = Path.of("../parity/golden/metrics/metrics.json");

  /** Images arrive as float32, whose rounding moves a value by about 1e-7 of its size. */
  private static final Offset<Double> FLOAT32 = within(2e-6);

  private PointerScope scope;

  @BeforeEach
  void openScope() {
    scope = new PointerScope();
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  /** A pair of images in bytes and what scikit-image says of it. */
  record Golden(
      String name, int border, long[] shape, int[] reference, int[] result, JsonNode values) {

    static Golden of(JsonNode json, int border) {
      long[] shape = {1, size(json, 0), size(json, 1), size(json, 2)};
      return new Golden(
          json.get("name").asText(),
          border,
          shape,
          ints(json, "reference"),
          ints(json, "result"),
          json);
    }

    Tensor referenceImage() {
      return image(reference, shape);
    }

    Tensor resultImage() {
      return image(result, shape);
    }

    double value(String key) {
      return values.get(key).asDouble();
    }

    @Override
    public String toString() {
      return name;
    }

    private static int size(JsonNode json, int dimension) {
      return json.get("shape").get(dimension).asInt();
    }

    private static int[] ints(JsonNode json, String key) {
      JsonNode array = json.get(key);
      return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }
  }

  static Stream<Golden> goldens() throws IOException {
    JsonNode file = new ObjectMapper().readTree(GOLDEN.toFile());
    JsonNode cases = file.get("cases");
    int border = file.get("border").asInt();
    return IntStream.range(0, cases.size()).mapToObj(i -> Golden.of(cases.get(i), border));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void valuesAreThoseOfScikitImage(Golden golden) {
    Tensor reference = golden.referenceImage();
    Tensor result = golden.resultImage();
    assertThat(new Psnr().measure(reference, result))
        .containsExactly(new double[] {golden.value("psnr")}, FLOAT32);
    assertThat(new Psnr(golden.border()).measure(reference, result))
        .containsExactly(new double[] {golden.value("psnrInside")}, FLOAT32);
    assertThat(new Ssim().measure(reference, result))
        .containsExactly(new double[] {golden.value("ssim")}, FLOAT32);
  }

  @Test
  void equalImagesAreAsGoodAsCanBe() throws IOException {
    Tensor image = goldens().findFirst().orElseThrow().referenceImage();
    assertThat(new Psnr().measure(image, image)).containsExactly(Double.POSITIVE_INFINITY);
    assertThat(new Ssim().measure(image, image)).containsExactly(new double[] {1}, within(1e-12));
  }

  @Test
  void anImagesValueDoesNotDependOnItsBatch() throws IOException {
    Golden golden = goldens().findFirst().orElseThrow();
    Tensor reference = golden.referenceImage();
    Tensor result = golden.resultImage();
    long[] repeated = {3, golden.shape()[1], golden.shape()[2], golden.shape()[3]};
    Tensor references = reference.repeat(3, 1, 1, 1).view(repeated);
    Tensor results = reference.repeat(3, 1, 1, 1).view(repeated);
    results.select(0, 1).copy_(result.select(0, 0));
    for (Metric metric : List.of(new Psnr(), new Ssim())) {
      double alone = metric.measure(reference, result)[0];
      double perfect = metric.measure(reference, reference)[0];
      assertThat(metric.measure(references, results)).containsExactly(perfect, alone, perfect);
    }
  }

  @Test
  void nativeMemoryIsFreed() throws IOException {
    Golden golden = goldens().findFirst().orElseThrow();
    Tensor reference = golden.referenceImage();
    Tensor result = golden.resultImage();
    Ssim ssim = new Ssim();
    ssim.measure(reference, result);
    long before = Pointer.totalCount();
    for (int i = 0; i < 50; i++) {
      ssim.measure(reference, result);
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  @Test
  void otherShapesAreRefused() {
    Tensor gray = image(new int[12 * 12], new long[] {1, 1, 12, 12});
    Tensor wide = image(new int[12 * 13], new long[] {1, 1, 12, 13});
    for (Metric metric : List.of(new Psnr(), new Ssim())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> metric.measure(gray, wide))
          .withMessageContaining("[1, 1, 12, 12]")
          .withMessageContaining("[1, 1, 12, 13]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> metric.measure(gray.squeeze(), gray.squeeze()))
          .withMessageContaining("[12, 12]");
    }
  }

  @Test
  void imagesSmallerThanTheWindowAreRefused() {
    Tensor low = image(new int[10 * 30], new long[] {1, 1, 10, 30});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ssim().measure(low, low))
        .withMessageContaining("at least 11 x 11")
        .withMessageContaining("10 x 30");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Psnr(5).measure(low, low))
        .withMessageContaining("border of 5");
    assertThatIllegalArgumentException().isThrownBy(() -> new Psnr(-1));
  }

  private static Tensor image(int[] bytes, long[] shape) {
    float[] values = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] / 127.5f - 1;
    }
    return Tensor.create(values, shape);
  }
}
