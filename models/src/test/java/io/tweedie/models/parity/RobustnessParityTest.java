package io.tweedie.models.parity;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.tanh;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.attack.Aim;
import io.tweedie.core.attack.AttackNorm;
import io.tweedie.core.attack.ImageClassifier;
import io.tweedie.core.attack.Kept;
import io.tweedie.core.attack.ProjectedGradient;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.architecture.Architecture;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.prior.Classifier;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.models.resnet.CifarResNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks, checkpoints and attacks of the robustness package. */
@Tag("processor")
class RobustnessParityTest {

  private static final double TOLERANCE = 3e-5;
  private static final double[] CLEAN = {0};
  private static final String RESNET_18 = "{\"block\": \"basic\", \"blocks\": [2, 2, 2, 2]";
  private static final String RESNET_50 = "{\"block\": \"bottleneck\", \"blocks\": [3, 4, 6, 3]";

  @TempDir Path temp;

  @BeforeAll
  static void settings() {
    Backend.setThreads(1);
  }

  private static CifarResNet network(String config) throws IOException {
    return (CifarResNet)
        Architecture.ALL.named("cifar-resnet").network(new ObjectMapper().readTree(config));
  }

  /** From [0, 1], in which the package has images. */
  private static Tensor images(String name, long... shape) {
    Tensor symmetric = DeterministicWeights.tensor(name, shape);
    // sqrt(3) (2 u - 1) of the uniform u in [0, 1).
    return symmetric.mul(scalar(1 / Math.sqrt(3)));
  }

  private static double error(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).containsExactly(expected.shape());
    return actual.sub(expected).norm().item_double() / expected.norm().item_double();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"resnet18; " + RESNET_18, "resnet50; " + RESNET_50})
  void scoresAndGradientsAreThoseOfThePackage(String name, String config) throws IOException {
    try (PointerScope scope = new PointerScope();
        Checkpoint golden = Checkpoint.open(Goldens.file("robustness/" + name + ".safetensors"));
        CifarResNet network = network(config + ", \"width\": 2, \"clamp\": true}");
        Tape tape = Tape.open()) {
      List<String> expected = new ArrayList<>();
      new ObjectMapper()
          .readTree(golden.metadata().get("golden"))
          .path("parameters")
          .forEach(p -> expected.add(p.path(0).asText() + " " + p.path(1)));
      expected.removeIf(p -> p.contains("num_batches_tracked"));
      assertThat(network.parameters().all())
          .extracting(p -> p.name() + " " + new ObjectMapper().valueToTree(p.shape()))
          .containsExactlyInAnyOrderElementsOf(expected);
      DeterministicWeights.fill(network.parameters());
      Tensor x = tape.watch(images("images", 2, 3, 32, 32));
      Tensor logits = network.forward(x, CLEAN, Compute.REFERENCE);
      Tensor cotangent = DeterministicWeights.tensor("cotangent", logits.shape());
      // The package's images have half the range, so its gradients are twice ours.
      Tensor gradient = tape.gradient(logits.mul(cotangent).sum(1)).mul(scalar(2));
      assertThat(error(logits.detach(), golden.read("logits"))).isLessThan(TOLERANCE);
      assertThat(error(gradient, golden.read("grad"))).isLessThan(TOLERANCE);
    }
  }

  /** The package saves a network twice, with what normalises images and the optimizer's state. */
  @Test
  void aCheckpointOfThePackageLoadsUnchanged() throws IOException {
    ModelSpec spec = spec(RESNET_18 + ", \"width\": 2}");
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Checkpoint golden = Checkpoint.open(Goldens.file("robustness/resnet18.safetensors"));
        Classifier loaded = Classifier.load(spec, Goldens.file("robustness/checkpoint.pt"))) {
      Tensor logits = loaded.logits(images("images", 2, 3, 32, 32), Compute.REFERENCE);
      assertThat(error(logits, golden.read("logits"))).isLessThan(TOLERANCE);
    }
  }

  @Test
  void anotherNormaliserIsRefused() throws IOException {
    ModelSpec spec = spec(RESNET_18 + ", \"width\": 2, \"mean\": [0.5, 0.5, 0.5]}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Classifier.load(spec, Goldens.file("robustness/checkpoint.pt")))
        .withMessageContaining("say \"mean\": [0.4914, 0.4822, 0.4465] there");
  }

  private ModelSpec spec(String config) throws IOException {
    Path file = temp.resolve(ModelSpec.FILE);
    Files.writeString(
        file,
        "{\"name\": \"r\", \"architecture\": \"cifar-resnet\", \"config\": %s}".formatted(config));
    return ModelSpec.read(file);
  }

  @ParameterizedTest
  @CsvSource({
    "l2, 0.5",
    "linf, 0.03137254901960784",
  })
  void attacksAreThoseOfThePackage(String norm, double radius) {
    try (PointerScope scope = new PointerScope();
        Checkpoint golden = Checkpoint.open(Goldens.file("robustness/attacks.safetensors"))) {
      Tensor weight = DeterministicWeights.tensor("curved", 10, 48);
      ImageClassifier curved = x -> tanh(x.flatten(1, -1)).matmul(weight.t());
      Tensor x = images("attacked", 3, 3, 4, 4);
      Aim away = Aim.awayFrom(golden.read("labels"));
      Aim there = Aim.at(golden.read("targets"));
      NoiseSource noise =
          (step, purpose, shape) -> DeterministicWeights.tensor("start", shape.batch(3));
      ProjectedGradient attack = ProjectedGradient.of(AttackNorm.parse(norm), radius, 5);

      assertSame(attack.attack(curved, x, away, noise), golden, norm + ".untargeted");
      assertSame(attack.attack(curved, x, there, noise), golden, norm + ".targeted");
      assertSame(attack.withRestarts(1).attack(curved, x, away, noise), golden, norm + ".started");
      assertSame(attack.keeping(Kept.LAST).attack(curved, x, away, noise), golden, norm + ".last");
    }
  }

  private static void assertSame(Tensor attacked, Checkpoint golden, String name) {
    Tensor pixels = attacked.add(scalar(1)).mul(scalar(0.5));
    assertThat(pixels.sub(golden.read(name)).abs().max().item_double()).as(name).isLessThan(2e-6);
  }
}
