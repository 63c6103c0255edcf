package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Backend;
import io.tweedie.images.ImageFile;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Parameter;
import io.tweedie.train.data.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainer and its twin in PyTorch, {@code parity/train_photos.py}. */
class TwinTest {

  private static final Path GOLDEN = Path.of("../parity/golden/training/photos.safetensors");

  /**
   * Rounding grows over the steps. A clip, decay or average that is a fiftieth off moves a loss or
   * the average by 9e-5 or more.
   */
  private static final double TOLERANCE = 1e-5;

  @TempDir Path temp;

  @BeforeAll
  static void oneThread() {
    Backend.initialize();
    Backend.setThreads(1);
  }

  private Recipe recipe(String json) throws IOException {
    return Recipe.read(Files.writeString(temp.resolve("recipe.yaml"), json));
  }

  @Test
  void losesAsTheTwinDoes() throws IOException {
    try (PointerScope scope = new PointerScope();
        Checkpoint golden = Checkpoint.open(GOLDEN)) {
      Recipe recipe = recipe(golden.metadata().get("recipe"));
      try (DenoisingNetwork network = recipe.spec().denoisingNetwork()) {
        network.parameters().load(golden.under("weights")).requireComplete();
        DenoisingObjective objective =
            new DenoisingObjective(recipe, network, null, null, Optional.empty());
        try (AdamW optimizer = new AdamW(network)) {
          Tensor losses = golden.read("losses");
          for (int step = 1; step <= recipe.steps(); step++) {
            Tensor loss = objective.loss(shown(golden, step - 1), Condition.none());
            double expected = losses.select(0, step - 1).item_double();
            assertThat(loss.item_double() / expected)
                .as("step %d", step)
                .isCloseTo(1, within(TOLERANCE));
            loss.backward();
            Recipe.Optimizer o = recipe.optimizer();
            optimizer.update(
                step, o.rateAt(step, recipe.steps()), o.weightDecay(), o.clip(), o.average());
          }
          Tensor average = golden.read("average");
          Tensor gap = optimizer.state().get("average").sub(average);
          assertThat(gap.norm().div(average.norm()).item_double()).isLessThan(TOLERANCE);
        }
      }
    }
  }

  private static DenoisingObjective.Shown shown(Checkpoint exported, int i) {
    Tensor images = exported.read("images").select(0, i).to(ScalarType.Float);
    Tensor timesteps = exported.read("timesteps").select(0, i);
    return new DenoisingObjective.Shown(
        new Examples(images.div(scalar(127.5)).sub(scalar(1)), null),
        exported.read("noise").select(0, i),
        IntStream.range(0, (int) timesteps.numel())
            .map(image -> (int) timesteps.select(0, image).item_long())
            .toArray());
  }

  private static final String PHOTOS =
      """
      name: tiny
      seed: 5
      model: {image_size: 16, num_channels: 4, num_res_blocks: 1, channel_mult: "1",
        attention_resolutions: "", middle_attention: false, norm: pixel, patch: 2}
      prediction: v
      levels: {distribution: log-normal, mean: -1.2, deviation: 1.9}
      data: {folders: [photos], validation: [kept.png]}
      crop: 16
      batch: 3
      steps: 200
      optimizer: {rate: 1.0e-3, warmup: 1, decay: 2, weight_decay: 0.01, clip: 1, average: 0.9}
      precision: fp32
      every: 200
      """;

  private Path exported(Recipe recipe, int steps) throws IOException {
    Path file = temp.resolve(TrainingExport.FILE);
    try (PointerScope scope = new PointerScope()) {
      Path folder = Files.createDirectories(temp.resolve("photos"));
      torch.manual_seed(1);
      ImageFile.writePng(folder.resolve("seen.png"), torch.rand(1, 3, 40, 50));
      ImageFile.writePng(folder.resolve("kept.png"), torch.rand(1, 3, 96, 96));
    }
    List<Integer> heard = new ArrayList<>();
    TrainingExport.write(recipe, temp, steps, file, heard::add);
    assertThat(heard).hasSize(steps).last().isEqualTo(steps);
    return file;
  }

  /** What is exported is what the training shows, bit for bit, and what it begins and ends with. */
  @Test
  void exportsWhatATrainingIsShown() throws IOException {
    Recipe recipe = recipe(PHOTOS);
    try (PointerScope scope = new PointerScope();
        Checkpoint exported = Checkpoint.open(exported(recipe, 103));
        Objective objective = Objectives.of(recipe, temp)) {
      assertThat(exported.read("images").shape()).containsExactly(103, 3, 3, 16, 16);
      assertThat(exported.read("noise").shape()).containsExactly(100, 3, 3, 16, 16);
      DenoisingObjective denoising = (DenoisingObjective) objective;
      denoising.start(recipe.seed());
      for (int step : new int[] {1, 100}) {
        SplittableRandom random = new SplittableRandom(Training.seedOf(recipe, step));
        Tensor expected = denoising.loss(step, random);
        Tensor loss = denoising.loss(shown(exported, step - 1), Condition.none());
        assertThat(loss.item_double()).isEqualTo(expected.item_double());
      }
      for (Parameter parameter : denoising.network().parameters().all()) {
        assertThat(exported.read("weights." + parameter.name()).equal(parameter.value())).isTrue();
      }
      assertThat(
              exported.read("validation.noise").select(0, 7).equal(denoising.validation().noise(7)))
          .isTrue();
      assertThat(exported.read("alpha_bar").select(0, 999).item_double())
          .isEqualTo(recipe.noiseSchedule().alphaBar(999));
      // The recipe itself, which reads back as it was.
      assertThat(recipe(exported.metadata().get("recipe"))).isEqualTo(recipe);
    }
  }

  @Test
  void exportsTrainingsOnPhotosOnly() throws IOException {
    String labelled =
        PHOTOS.replaceFirst("data: .*", "labelled: {folder: digits, held_back: 20, shift: 2}");
    Recipe recipe = recipe(labelled);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> export(recipe, 1))
        .withMessage(
            "recipe tiny does not learn from photos, and only such trainings are exported");
  }

  @Test
  void exportsNoMoreThanMemoryHolds() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> export(recipe(PHOTOS), 201))
        .withMessage("201 steps are asked for, and recipe tiny ends after 200");
    Recipe endless = recipe(PHOTOS.replace("steps: 200", "steps: 2000000000"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> export(endless, 2_000_000))
        .withMessage(
            "the crops of 2000000 steps are more than 4 GiB; export at most 1864135, which are shown again turned");
  }

  private void export(Recipe recipe, int steps) throws IOException {
    TrainingExport.write(recipe, temp, steps, temp.resolve("x"), step -> {});
  }

  /** So that large pictures may be run in tiles with what is trained. */
  @Test
  void modelsOfPhotosSayHowFarTheyLook() throws IOException {
    Recipe recipe = recipe(PHOTOS);
    assertThat(recipe.spec().tileMargin()).isEqualTo(25);
    String everywhere =
        PHOTOS.replace("norm: pixel", "norm: group").replace("num_channels: 4", "num_channels: 32");
    assertThat(recipe(everywhere).spec().tileMargin()).isNull();
  }
}
