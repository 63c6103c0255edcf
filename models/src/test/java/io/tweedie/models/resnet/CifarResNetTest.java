package io.tweedie.models.resnet;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.parity.DeterministicWeights;
import io.tweedie.models.resnet.CifarResNetConfig.BlockKind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CifarResNetTest {

  private static final double[] CLEAN = {0};

  @TempDir Path folder;

  private static CifarResNetConfig config(BlockKind kind) {
    return new CifarResNetConfig(3, kind, List.of(1, 2), 8, 10, null, null, false);
  }

  private static CifarResNet filled() {
    CifarResNet network = new CifarResNet(config(BlockKind.BASIC));
    DeterministicWeights.fill(network.parameters());
    return network;
  }

  private static Tensor images(long n) {
    return DeterministicWeights.tensor("input", n, 3, 16, 16);
  }

  private static Parameter parameter(CifarResNet network, String name) {
    return network.parameters().byName().get(name);
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
        CifarResNet network = filled()) {
      Tensor x = images(5);
      Tensor scores = network.forward(x, CLEAN, compute);
      assertThat(scores.shape()).containsExactly(5, 10);
      for (int i = 0; i < 5; i++) {
        Tensor alone = network.forward(x.narrow(0, i, 1), CLEAN, compute);
        assertThat(alone.equal(scores.narrow(0, i, 1))).as("image %d", i).isTrue();
      }
      assertThat(scores.narrow(0, 0, 1).equal(scores.narrow(0, 1, 1))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT32", "BFLOAT16"})
  void trainingReachesEveryWeightAndMovesTheStatistics(Precision precision) {
    Compute compute = Compute.STANDARD.with(precision);
    for (BlockKind kind : BlockKind.values()) {
      try (PointerScope scope = new PointerScope();
          CifarResNet network = new CifarResNet(config(kind))) {
        DeterministicWeights.fill(network.parameters());
        network.train(true);
        Tensor before = parameter(network, "bn1.running_mean").value().clone();
        network.forward(images(6), CLEAN, compute).square().mean().backward();
        assertThat(network.parameters().all())
            .allSatisfy(
                parameter -> {
                  if (parameter.isLearned()) {
                    assertThat(parameter.value().grad().abs().max().item_double())
                        .as(parameter.name())
                        .isPositive();
                  } else {
                    assertThat(parameter.value().requires_grad()).isFalse();
                  }
                });
        assertThat(parameter(network, "bn1.running_mean").value().equal(before)).isFalse();
      }
    }
  }

  /** One step of momentum 0.1 towards the mean of what the first convolution gives. */
  @Test
  void runningMeansFollowTheBatch() {
    try (PointerScope scope = new PointerScope();
        CifarResNet network = filled()) {
      Tensor weight = parameter(network, "conv1.weight").value();
      Tensor mean = parameter(network, "bn1.running_mean").value();
      mean.fill_(scalar(0));
      // All channels see the same constant; in the middle of an image no border is seen.
      weight.fill_(scalar(0)).narrow(2, 1, 1).narrow(3, 1, 1).fill_(scalar(1));
      network.train(true);
      network.forward(images(4).fill_(scalar(1)), CLEAN, Compute.REFERENCE);
      double normalized = (1 - 0.4914) / 0.2023 + (1 - 0.4822) / 0.1994 + (1 - 0.4465) / 0.2010;
      assertThat(mean.select(0, 0).item_double()).isCloseTo(0.1 * normalized, within(1e-5));
    }
  }

  @Test
  void frozenItLeavesItsStatistics() {
    try (PointerScope scope = new PointerScope();
        CifarResNet network = filled()) {
      Tensor before = parameter(network, "bn1.running_mean").value().clone();
      network.forward(images(4), CLEAN, Compute.REFERENCE);
      assertThat(parameter(network, "bn1.running_mean").value().equal(before)).isTrue();
    }
  }

  /** RobustBench's files have its own names for what normalises, below no prefix or module. */
  @ParameterizedTest
  @ValueSource(strings = {"", "module.", "model.", "state_dict.module.model."})
  void namesOfOtherProgramsAreUnderstood(String prefix) {
    try (PointerScope scope = new PointerScope();
        CifarResNet network = filled()) {
      Map<String, Tensor> stored = new LinkedHashMap<>();
      network.parameters().all().forEach(p -> stored.put(prefix + p.name(), p.value()));
      stored.put(prefix + "bn1.num_batches_tracked", Tensor.create(new float[] {5}, 1));
      stored.put(prefix + "mu", Tensor.create(new float[] {0.4914f, 0.4822f, 0.4465f}, 3));
      Path file = folder.resolve("w.safetensors");
      SafetensorsWriter.write(file, stored, Map.of());
      try (Checkpoint checkpoint = Checkpoint.open(file);
          CifarResNet loaded = new CifarResNet(network.config())) {
        loaded.parameters().load(loaded.named(checkpoint)).requireComplete();
        assertThat(parameter(loaded, "linear.weight").value())
            .matches(w -> w.equal(parameter(network, "linear.weight").value()));
      }
    }
  }

  @Test
  void refusesWhatNoNetworkCanBeBuiltFrom() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new CifarResNetConfig(1, BlockKind.BASIC, List.of(1), 4, 10, null, null, false))
        .withMessageContaining("mean and std must have a number for each of 1 channels");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new CifarResNetConfig(3, BlockKind.BASIC, List.of(0), 4, 10, null, null, false))
        .withMessage("every stage needs at least one block, got [0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CifarResNetConfig(3, null, List.of(1), 4, 10, null, null, false))
        .withMessage("block must be basic or bottleneck");
  }
}
