package io.tweedie.models.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.inception.InceptionConvention;
import io.tweedie.models.inception.InceptionFeatures;
import io.tweedie.models.inception.InceptionNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Inception against pytorch-fid, torch-fidelity and torchvision, on deterministic weights. */
@Tag("processor")
class InceptionParityTest {

  private static final double TOLERANCE = 3e-5;

  /** The table of docs/metrics.md. */
  private static final Path TABLE = Path.of("target", "inception-parity.md");

  /** Height and width, as in parity/make_inception.py. */
  private static final Map<String, int[]> SIZES =
      Map.of(
          "small", new int[] {32, 32}, "tall", new int[] {65, 40}, "large", new int[] {320, 310});

  private static final int SQUARE = 8;

  @BeforeAll
  static void settings() throws IOException {
    Backend.setThreads(1);
    Files.createDirectories(TABLE.getParent());
    Files.deleteIfExists(TABLE);
  }

  /** Squares of one level each with grain over them, in [-1, 1]. */
  static Tensor image(String name) {
    int height = SIZES.get(name)[0];
    int width = SIZES.get(name)[1];
    int rows = -Math.floorDiv(-height, SQUARE);
    int columns = -Math.floorDiv(-width, SQUARE);
    float[] values = new float[3 * height * width];
    for (int i = 0; i < values.length; i++) {
      int x = i % width;
      int y = i / width % height;
      int square = (i / width / height * rows + y / SQUARE) * columns + x / SQUARE;
      int level = (3 * level(name, square) + level(name + ".grain", i)) / 4;
      values[i] = level / 127.5f - 1;
    }
    return Tensor.create(values, 1, 3, height, width);
  }

  private static int level(String name, int index) {
    return (int) (256 * DeterministicWeights.uniform(name, index));
  }

  @ParameterizedTest
  @EnumSource
  void featuresAreThoseOfTheReference(InceptionConvention convention) throws IOException {
    Path file = Goldens.file("inception/" + convention.word() + ".safetensors");
    try (PointerScope scope = new PointerScope();
        Checkpoint expected = Checkpoint.open(file);
        InceptionNetwork network = new InceptionNetwork(convention)) {
      assertThat(GoldenNetwork.declared(network.parameters()))
          .containsExactlyElementsOf(
              GoldenNetwork.parse(expected.metadata().get("golden")).parameters());
      DeterministicWeights.fill(network.parameters());
      for (String size : SIZES.keySet()) {
        InceptionFeatures features = network.features(image(size), Compute.STANDARD);
        double pooled = error(features.pooled(), expected.read(size + ".pooled"));
        double spatial = error(every(7, features.spatial()), expected.read(size + ".spatial"));
        double logits = error(every(4, features.logits()), expected.read(size + ".logits"));
        Files.writeString(
            TABLE,
            "| %s, %s | %.1e | %.1e | %.1e |%n"
                .formatted(convention.word(), size, pooled, spatial, logits),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        assertThat(Math.max(pooled, Math.max(spatial, logits)))
            .as("%s, %s", convention, size)
            .isLessThan(TOLERANCE);
      }
    }
  }

  private static Tensor every(long step, Tensor rows) {
    return rows.slice(1, new LongOptional(0), new LongOptional(rows.size(1)), step);
  }

  private static double error(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).containsExactly(expected.shape());
    return actual.sub(expected).norm().item_double() / expected.norm().item_double();
  }

  @Test
  void anImageDoesNotDependOnItsBatch() {
    try (PointerScope scope = new PointerScope();
        InceptionNetwork network = new InceptionNetwork(InceptionConvention.PYTORCH_FID)) {
      DeterministicWeights.fill(network.parameters());
      Tensor one = image("small");
      Tensor two = one.neg();
      Tensor both = torch.cat(new TensorVector(one, two), 0);
      Tensor together = network.features(both, Compute.STANDARD).pooled();
      assertThat(network.features(two, Compute.STANDARD).pooled().equal(together.narrow(0, 1, 1)))
          .isTrue();
      Compute fast = Compute.STANDARD.with(Batching.FAST);
      assertThat(error(network.features(both, fast).pooled(), together)).isLessThan(TOLERANCE);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> network.features(one.narrow(1, 0, 1), Compute.STANDARD))
          .withMessageContaining("[1, 1, 32, 32]");
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherWeightsAreRefusedWithWhereToGetThem(
      InceptionConvention convention, @TempDir Path folder) {
    try (PointerScope scope = new PointerScope()) {
      Path file = folder.resolve("weights.safetensors");
      Tensor scores = torch.zeros(new long[] {7, 2048});
      SafetensorsWriter.write(file, Map.of("fc.weight", scores), Map.of());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> InceptionNetwork.load(convention, file))
          .withMessageContainingAll(convention.word(), "0 of 472 tensors fit", convention.url());
    }
  }
}
