package io.tweedie.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.TinyClip;
import io.tweedie.cli.TinyPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code models convert} of a folder of diffusers. */
class FolderConversionTest {

  private static final String UNET = "unet/diffusion_pytorch_model.safetensors";

  @TempDir private Path temp;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    model = TinyPipeline.in(temp.resolve("tiny"));
    TinyClip.in(model.resolve("clip"));
  }

  @Test
  void everyPartIsRewrittenAndWhatDescribesItStays() throws IOException {
    Files.writeString(model.resolve("unet/notes.log"), "not needed");
    Path half = temp.resolve("half");

    Cli run = Cli.run("models", "convert", model, half, "--to", "fp16", "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode said = new ObjectMapper().readTree(run.out());
    assertThat(said.path("files").asInt()).isEqualTo(14);
    assertThat(Cli.run("models", "check", half).exit()).isZero();
    assertThat(Files.size(half.resolve(UNET))).isLessThan(3 * Files.size(model.resolve(UNET)) / 4);
    assertThat(half.resolve("clip/model.safetensors")).exists();
    assertThat(half.resolve("tokenizer/vocab.json"))
        .hasSameBinaryContentAs(model.resolve("tokenizer/vocab.json"));
    assertThat(half.resolve("unet/notes.log")).doesNotExist();
  }

  @Test
  void theHalfAsLargeFolderDrawsNearlyTheSame() throws IOException {
    Path half = temp.resolve("half");
    Cli.run("models", "convert", model, half, "--to", "fp16");
    for (Path each : new Path[] {model, half}) {
      Cli drawn =
          Cli.run(
              "generate",
              "a boat",
              "--model",
              each,
              "--steps",
              "2",
              "--precision",
              "fp32",
              "--out",
              temp.resolve("of-" + each.getFileName()));
      assertThat(drawn.exit()).as(drawn.err()).isZero();
    }

    Cli compared =
        Cli.run(
            "metrics",
            temp.resolve("of-tiny/generated-000.png"),
            temp.resolve("of-half/generated-000.png"),
            "--json");

    assertThat(new ObjectMapper().readTree(compared.out()).at("/mean/psnr").asDouble())
        .as(compared.out())
        .isGreaterThan(40);
  }

  @Test
  void whatIsForSingleFilesIsRefused() {
    Cli config = Cli.run("models", "convert", model, temp.resolve("out"), "--prefix", "unet");
    assertThat(config.exit()).isEqualTo(2);
    assertThat(config.err()).contains("are for single checkpoints");

    Cli itself = Cli.run("models", "convert", model, model, "--to", "fp16");
    assertThat(itself.exit()).isEqualTo(1);
    assertThat(itself.err().lines()).hasSize(1);
    assertThat(itself.err()).contains("would be read and written at once");
  }
}
