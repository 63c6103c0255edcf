package io.tweedie.models.cnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.parity.DeterministicWeights;
import io.tweedie.models.prior.Classifier;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CnnClassifierTest {

  private static final CnnConfig CONFIG = new CnnConfig(32, 1, List.of(8, 12), 4, 10);

  @TempDir Path folder;

  private static CnnClassifier filled() {
    CnnClassifier network = new CnnClassifier(CONFIG);
    DeterministicWeights.fill(network.parameters());
    return network;
  }

  private static Tensor images(long n, long channels, long side) {
    return DeterministicWeights.tensor("input", n, channels, side, side);
  }

  private static Tensor run(CnnClassifier network, Tensor x) {
    return run(network, x, Compute.REFERENCE);
  }

  private static Tensor run(CnnClassifier network, Tensor x, Compute compute) {
    return network.forward(x, new double[] {0}, compute);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, CONTIGUOUS",
    "FLOAT32, CHANNELS_LAST",
    "BFLOAT16, CONTIGUOUS",
    "BFLOAT16, CHANNELS_LAST"
  })
  void scoresEachImageAloneWhateverItsBatch(Precision precision, Layout layout) {
    Compute compute = Compute.REFERENCE.with(precision).with(layout);
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        CnnClassifier network = filled()) {
      Tensor x = images(5, 1, 32);
      Tensor scores = run(network, x, compute);
      assertThat(scores.shape()).containsExactly(5, 10);
      for (int i = 0; i < 5; i++) {
        Tensor alone = run(network, x.narrow(0, i, 1), compute);
        assertThat(alone.equal(scores.narrow(0, i, 1))).as("image %d", i).isTrue();
      }
      assertThat(scores.narrow(0, 0, 1).equal(scores.narrow(0, 1, 1))).isFalse();
    }
  }

  @Test
  void trainingReachesEveryParameter() {
    try (PointerScope scope = new PointerScope();
        CnnClassifier network = filled()) {
      network.train(true);
      run(network, images(3, 1, 32)).square().mean().backward();
      assertThat(network.parameters().all())
          .allSatisfy(
              parameter ->
                  assertThat(parameter.value().grad().abs().max().item_double()).isPositive());
    }
  }

  @Test
  void survivesItsFiles() throws IOException {
    try (NoGradGuard guard = new NoGradGuard();
        PointerScope scope = new PointerScope();
        CnnClassifier network = filled()) {
      Map<String, Tensor> weights =
          network.parameters().all().stream()
              .collect(Collectors.toMap(Parameter::name, Parameter::value));
      SafetensorsWriter.write(folder.resolve("w.safetensors"), weights, Map.of());
      Files.writeString(
          folder.resolve(ModelSpec.FILE),
          """
          {"name": "tiny", "architecture": "cnn", "weights": "w.safetensors",
           "config": {"image_size": 32, "in_channels": 1, "widths": [8, 12], "groups": 4,
                      "out_channels": 10}}
          """);
      try (Classifier loaded = Classifier.load(folder)) {
        Tensor x = images(2, 1, 32);
        assertThat(loaded.logits(x, Compute.REFERENCE))
            .satisfies(logits -> assertThat(logits.equal(run(network, x))).isTrue());
        assertThat(loaded.network())
            .isInstanceOfSatisfying(
                CnnClassifier.class, read -> assertThat(read.config()).isEqualTo(CONFIG));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> loaded.noisy(Compute.REFERENCE))
            .withMessageContaining("knows clean images only and cannot guide");
      }
    }
  }

  @Test
  void refusesImagesOfOtherShapes() {
    try (PointerScope scope = new PointerScope();
        CnnClassifier network = filled()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run(network, images(1, 1, 16)))
          .withMessage("this classifier is for images of 32 x 32, got 16 x 16; resize them");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run(network, images(1, 3, 32)))
          .withMessageContaining("[N, 1, H, W] with H and W multiples of 4, got [1, 3, 32, 32]");
    }
  }

  @Test
  void refusesWhatNoNetworkCanBeBuiltFrom() {
    assertRefused(18, List.of(8, 12), 4, "image_size must be a multiple of 4 for 2 stages, got 18");
    assertRefused(16, List.of(8, 10), 4, "widths must be multiples of groups 4, got [8, 10]");
    assertRefused(16, List.of(), 4, "widths must name the channels of each stage");
    assertRefused(16, List.of(8), 0, "groups must be positive, got 0");
  }

  private static void assertRefused(int side, List<Integer> widths, int groups, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CnnConfig(side, 1, widths, groups, 10))
        .withMessage(message);
  }
}
