package io.tweedie.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.terminal.Interruption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {

  private static final String RECIPE =
      """
      name: tiny
      seed: 1
      model: {image_size: 16, num_channels: 4, num_res_blocks: 1, channel_mult: "1",
        attention_resolutions: "", middle_attention: false, norm: pixel}
      schedule: linear
      prediction: v
      levels: {distribution: uniform}
      data: {folders: [photos], validation: [kept.png], test: []}
      crop: 16
      batch: 2
      steps: 4
      optimizer: {rate: 1.0e-3, warmup: 1, decay: 1, weight_decay: 0, clip: 1, average: 0.9}
      precision: fp32
      every: 4
      """;

  @TempDir Path temp;

  private Cli train(Interruption interruption, String out) throws IOException {
    Path recipe = Files.writeString(temp.resolve("recipe.yaml"), RECIPE);
    return Cli.run(interruption, "train", recipe, "--data", temp, "--out", temp.resolve(out));
  }

  @Test
  void aStoppedTrainingGoesOnAndEndsAsIfItHadNotBeenStopped() throws IOException {
    Pictures.write(temp.resolve("photos/seen.png"), 3, 40, 40, 1);
    Pictures.write(temp.resolve("photos/kept.png"), 3, 96, 96, 2);
    Interruption afterTwo =
        new Interruption() {
          private int asked;

          @Override
          public boolean requested() {
            return asked++ == 2;
          }
        };

    Cli unstopped = train(new Interruption(), "unstopped");
    Cli stopped = train(afterTwo, "stopped");
    Cli resumed = train(new Interruption(), "stopped");

    assertThat(unstopped.exit()).as(unstopped.err()).isZero();
    assertThat(stopped.exit()).isEqualTo(1);
    assertThat(stopped.err()).contains("stopped and saved after step 2 of 4");
    assertThat(resumed.exit()).isZero();
    assertThat(resumed.err()).contains("going on after step 2 of 4");
    assertThat(temp.resolve("stopped/tiny.safetensors"))
        .hasSameBinaryContentAs(temp.resolve("unstopped/tiny.safetensors"));

    Path small = Pictures.write(temp.resolve("small.png"), 3, 8, 8, 3);
    Cli used =
        Cli.run(
            "restore",
            small,
            "--task",
            "sr:2",
            "--steps",
            2,
            "--model",
            temp.resolve("stopped"),
            "--out",
            temp.resolve("used"));
    assertThat(used.exit()).as(used.err()).isZero();
  }

  @Test
  void exportsWhatATrainerElsewhereNeeds() throws IOException {
    Pictures.write(temp.resolve("photos/seen.png"), 3, 40, 40, 1);
    Pictures.write(temp.resolve("photos/kept.png"), 3, 96, 96, 2);
    Path recipe = Files.writeString(temp.resolve("recipe.yaml"), RECIPE);
    Path out = temp.resolve("exported");
    Cli exported = Cli.run("train", recipe, "--data", temp, "--out", out, "--export", 2);
    assertThat(exported.exit()).as(exported.err()).isZero();
    assertThat(exported.out()).contains("2 steps -> ");
    assertThat(out.resolve("training.safetensors")).isNotEmptyFile();
    assertThat(out.resolve("model.json")).isNotEmptyFile();
    assertThat(out.resolve("tiny.safetensors")).doesNotExist();

    Cli none = Cli.run("train", recipe, "--data", temp, "--out", out, "--export", 0);
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("--export needs at least one step, got 0");
  }
}
