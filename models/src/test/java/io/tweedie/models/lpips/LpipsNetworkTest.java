package io.tweedie.models.lpips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.tensor.Backend;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.DType;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.checkpoint.TensorInfo;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.parity.DeterministicWeights;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LpipsNetworkTest {

  private static LpipsNetwork squeeze;

  private PointerScope scope;
  private NoGradGuard noGrad;

  @BeforeAll
  static void fill() {
    Backend.setThreads(1);
    squeeze = new LpipsNetwork(Backbone.SQUEEZE);
    DeterministicWeights.fill(squeeze.parameters());
  }

  @AfterAll
  static void free() {
    squeeze.close();
  }

  @BeforeEach
  void open() {
    scope = new PointerScope();
    noGrad = new NoGradGuard();
  }

  @AfterEach
  void close() {
    noGrad.close();
    scope.close();
  }

  private static Tensor images(String name, long... shape) {
    return DeterministicWeights.tensor(name, shape);
  }

  @Test
  void isADistance() {
    Tensor x = images("reference", 1, 3, 32, 32);
    Tensor y = images("result", 1, 3, 32, 32);
    assertThat(squeeze.contributions(x, x).abs().sum().item_double()).isZero();
    assertThat(squeeze.contributions(x, y).equal(squeeze.contributions(y, x))).isTrue();
    assertThat(squeeze.contributions(x, y).min().item_double()).isPositive();
  }

  @Test
  void aPairDoesNotDependOnItsBatch() {
    Tensor x = images("reference", 3, 3, 40, 24);
    Tensor y = images("result", 3, 3, 40, 24);
    Tensor together = squeeze.contributions(x, y);
    for (int i = 0; i < 3; i++) {
      Tensor alone = squeeze.contributions(x.narrow(0, i, 1), y.narrow(0, i, 1));
      assertThat(alone.equal(together.narrow(0, i, 1))).isTrue();
    }
  }

  @Test
  void parametersAreFrozen() {
    assertThat(squeeze.parameters().training()).isFalse();
  }

  @Test
  void nativeMemoryIsFreed() {
    Tensor x = images("reference", 1, 3, 32, 32);
    Tensor y = images("result", 1, 3, 32, 32);
    squeeze.contributions(x, y).close();
    long before = Pointer.totalCount();
    for (int i = 0; i < 30; i++) {
      try (PointerScope measuring = new PointerScope()) {
        squeeze.contributions(x, y);
      }
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void imagesDownToTheSmallestSideAreTaken(Backbone backbone) {
    try (LpipsNetwork network = new LpipsNetwork(backbone)) {
      DeterministicWeights.fill(network.parameters());
      int side = backbone.smallestSide();
      Tensor least = images("reference", 1, 3, side, 40);
      assertThat(network.contributions(least, least.neg()).sum().item_double()).isPositive();
      Tensor less = images("reference", 1, 3, 40, side - 1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> network.contributions(less, less))
          .withMessageContainingAll("at least " + side, "[1, 3, 40, " + (side - 1) + "]");
    }
  }

  @Test
  void otherShapesAreRefused() {
    Tensor colour = images("reference", 1, 3, 32, 32);
    for (long[] shape :
        new long[][] {{1, 3, 32, 33}, {1, 1, 32, 32}, {3, 32, 32}, {0, 3, 32, 32}}) {
      Tensor other = images("result", shape);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> squeeze.contributions(other, colour))
          .withMessageContainingAll("[1, 3, 32, 32]", Arrays.toString(shape));
      assertThatIllegalArgumentException().isThrownBy(() -> squeeze.contributions(colour, other));
    }
  }

  @Test
  void loadsWhatItIsGiven(@TempDir Path folder) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Parameter parameter : squeeze.parameters().all()) {
      weights.put(parameter.name(), parameter.value());
    }
    weights.put("classifier.1.weight", images("classifier", 1000, 512, 1, 1));
    Path file = folder.resolve("weights");
    SafetensorsWriter.write(file, weights, Map.of());
    Tensor x = images("reference", 1, 3, 32, 32);
    Tensor y = images("result", 1, 3, 32, 32);
    try (LpipsNetwork loaded = LpipsNetwork.load(file)) {
      assertThat(loaded.backbone()).isEqualTo(Backbone.SQUEEZE);
      assertThat(loaded.contributions(x, y).equal(squeeze.contributions(x, y))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theNetworkIsKnownByNamesAndShapes(Backbone backbone) {
    Map<String, TensorInfo> tensors = featuresOf(backbone);
    tensors.put("classifier.1.weight", info(1000, 512));
    assertThat(Backbone.of(new Described(tensors))).isEqualTo(backbone);
  }

  @Test
  void weightsOfOtherNetworksAreRefusedWithWhatWasExpected() {
    Map<String, TensorInfo> cut = featuresOf(Backbone.VGG);
    cut.remove("features.28.bias");
    Map<String, TensorInfo> narrow = featuresOf(Backbone.ALEX);
    narrow.put("features.3.weight", info(64, 64, 5, 5));
    Map<String, TensorInfo> more = featuresOf(Backbone.SQUEEZE);
    more.put("features.13.weight", info(8));

    assertRefused(cut, "Beside VGG16", "25 of 26", "1 missing: features.28.bias");
    assertRefused(
        narrow, "Beside AlexNet", "features.3.weight (expected [192, 64, 5, 5], found FLOAT32");
    assertRefused(more, "Beside SqueezeNet 1.1", "1 unexpected: features.13.weight");
    assertRefused(new LinkedHashMap<>(Map.of("conv1.weight", info(64, 3, 7, 7))), "conv1.weight");
  }

  private static void assertRefused(Map<String, TensorInfo> tensors, String... expected) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backbone.of(new Described(tensors)))
        .withMessageContainingAll("some.pth", Backbone.ALEX.url(), Backbone.VGG.url())
        .withMessageContainingAll(expected);
  }

  private static Map<String, TensorInfo> featuresOf(Backbone backbone) {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    try (Parameters parameters = new Parameters()) {
      backbone.stages(parameters);
      parameters.all().forEach(p -> tensors.put(p.name(), info(p.shape())));
    }
    return tensors;
  }

  private static TensorInfo info(long... shape) {
    List<Long> sizes = Arrays.stream(shape).boxed().toList();
    return new TensorInfo(DType.FLOAT32, sizes, 4 * sizes.stream().reduce(1L, Math::multiplyExact));
  }

  /** A checkpoint of names and shapes. */
  private record Described(Map<String, TensorInfo> tensors) implements Checkpoint {

    @Override
    public Path file() {
      return Path.of("some.pth");
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of();
    }

    @Override
    public Tensor read(String name) {
      throw new UnsupportedOperationException("names and shapes only");
    }

    @Override
    public void close() {}
  }
}
