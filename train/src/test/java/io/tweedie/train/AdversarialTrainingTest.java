package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.attack.Kept;
import io.tweedie.core.attack.ProjectedGradient;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.resnet.CifarResNet;
import io.tweedie.models.resnet.CifarResNetConfig;
import io.tweedie.models.resnet.CifarResNetConfig.BlockKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdversarialTrainingTest {

  private static final Path RESOURCES = Path.of("src/test/resources");

  @TempDir Path temp;

  @BeforeAll
  static void oneThread() {
    Backend.initialize();
    Backend.setThreads(1);
  }

  private Recipe recipe(String attack) throws IOException {
    String yaml =
        """
        name: tiny
        seed: 1
        architecture: cifar-resnet
        model: {in_channels: 1, block: basic, blocks: [1, 1], width: 6, mean: [0.1], std: [0.3]}
        labelled: {folder: digits, held_back: 20, shift: 1}
        crop: 32
        batch: 30
        steps: 60
        every: 60
        precision: fp32
        optimizer: {rate: 1.0e-2, warmup: 5, decay: 30, weight_decay: 0.01, clip: 1, average: 0.9}
        """;
    return Recipe.read(Files.writeString(temp.resolve("recipe.yaml"), yaml + attack));
  }

  private double loss(String attack) throws IOException {
    try (PointerScope scope = new PointerScope();
        Objective objective = Objectives.of(recipe(attack), RESOURCES)) {
      objective.start(1);
      objective.network().train(true);
      // Running statistics, which an attack sees, first follow the images.
      for (int step = 1; step <= 20; step++) {
        try (PointerScope inner = new PointerScope()) {
          objective.loss(step, new SplittableRandom(step));
        }
      }
      Tensor loss = objective.loss(1, new SplittableRandom(1));
      assertThat(objective.network().parameters().training()).isTrue();
      loss.backward();
      return loss.item_double();
    }
  }

  /** The same images and weights: the further an attack may go, the larger is the loss. */
  @Test
  void theLossIsThatOfAttackedImages() throws IOException {
    double clean = loss("");
    double near = loss("attack: {norm: l2, eps: 0.2, steps: 3}\n");
    double far = loss("attack: {norm: l2, eps: 1.0, steps: 3}\n");
    double fast = loss("attack: {norm: l2, eps: 1.0, steps: 3, fast: 1}\n");
    assertThat(near).isGreaterThan(clean + 1e-3);
    assertThat(far).isGreaterThan(near + 1e-3);
    assertThat(fast).isBetween(near, far + 0.05);
  }

  /** Weights are chosen by how images fare under attack, and both accuracies are told. */
  @Test
  void theAssessmentIsUnderAttack() throws IOException {
    try (NoGradGuard guard = new NoGradGuard();
        Objective plain = Objectives.of(recipe(""), RESOURCES);
        Objective attacked =
            Objectives.of(recipe("attack: {norm: l2, eps: 1.0, steps: 3}\n"), RESOURCES)) {
      plain.start(1);
      attacked.start(1);
      Assessment of = attacked.assess();
      assertThat(of.values()).containsOnlyKeys("clean", "attacked");
      assertThat(of.values().get("clean")).isEqualTo(plain.assess().values().get("clean"));
      assertThat(of.loss()).isGreaterThan(plain.assess().loss());
    }
  }

  @Test
  void theFastPhaseIsOneLongStepFromARandomStart() throws IOException {
    AttackSettings attack =
        recipe("attack: {norm: linf, eps: 0.1, steps: 4, fast: 0.5}\n").attack();
    ProjectedGradient fast = attack.at(30, 60, Kept.LAST);
    assertThat(fast.steps()).isEqualTo(1);
    assertThat(fast.stepSize()).isCloseTo(0.125, within(1e-12));
    assertThat(fast.restarts()).isEqualTo(1);
    ProjectedGradient thorough = attack.at(31, 60, Kept.FIRST);
    assertThat(thorough.steps()).isEqualTo(4);
    assertThat(thorough.stepSize()).isCloseTo(0.0625, within(1e-12));
    assertThat(thorough.kept()).isEqualTo(Kept.FIRST);
  }

  @Test
  void attacksThatThereAreNotAreRefused() {
    assertThatThrownBy(() -> recipe("attack: {norm: l7, eps: 0.1, steps: 4}\n"))
        .hasMessageContaining("norm 'l7' is not known; choose l2 or linf");
    assertThatThrownBy(() -> recipe("attack: {norm: l2, eps: 0, steps: 4}\n"))
        .hasMessageContaining("attack.eps must be above 0, got 0.0; without attack drop it");
  }

  /** Running statistics are state like weights: averaged, kept and given back. */
  @Test
  void theMovingAverageIncludesRunningStatistics() {
    CifarResNetConfig config =
        new CifarResNetConfig(
            1, BlockKind.BASIC, List.of(1), 4, 2, List.of(0.5), List.of(0.5), false);
    try (PointerScope scope = new PointerScope();
        CifarResNet network = new CifarResNet(config)) {
      network.parameters().initialize(1);
      Parameter mean = network.parameters().byName().get("bn1.running_mean");
      try (AdamW optimizer = new AdamW(network)) {
        Tensor images = Tensor.create(new float[2 * 64], 2, 1, 8, 8).add(scalar(0.7));
        network.forward(images, new double[] {0}, Compute.REFERENCE).square().mean().backward();
        Tensor moved = mean.value().clone();
        assertThat(moved.abs().max().item_double()).isPositive();
        optimizer.update(1, 1e-3, 0.1, 1, 0.5);
        assertThat(mean.value().equal(moved)).as("no gradient and no decay").isTrue();
        // The average began at 0, and gives its past the weight (1 + 1) / (10 + 1).
        Tensor expected = moved.mul(scalar(1 - 2.0 / 11));
        optimizer.withAverage(
            () ->
                assertThat(mean.value().sub(expected).abs().max().item_double()).isLessThan(1e-6));
        assertThat(mean.value().equal(moved)).isTrue();
        assertThat(optimizer.averaged()).containsKey("bn1.running_mean");
      }
    }
  }
}
