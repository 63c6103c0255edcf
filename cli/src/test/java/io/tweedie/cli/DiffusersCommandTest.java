package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.diffusers.UNet2d;
import io.tweedie.models.diffusers.UNet2dConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a folder that diffusers wrote. */
class DiffusersCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WEIGHTS = "diffusion_pytorch_model.safetensors";

  private static final String CONFIG =
      """
      {"_class_name": "UNet2DModel", "block_out_channels": [8, 16], "layers_per_block": 1,
       "norm_num_groups": 4, "down_block_types": ["DownBlock2D", "AttnDownBlock2D"],
       "up_block_types": ["AttnUpBlock2D", "UpBlock2D"], "attention_head_dim": 4,
       "sample_size": 16}
      """;

  @TempDir private Path temp;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    model = Files.createDirectories(temp.resolve("small-ddpm"));
    Files.writeString(model.resolve("config.json"), CONFIG);
    try (UNet2d network = new UNet2d(UNet2dConfig.ofImages(JSON.readTree(CONFIG), "config"))) {
      network.parameters().initialize(1);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      network.parameters().all().forEach(p -> tensors.put(p.name(), p.value()));
      SafetensorsWriter.write(model.resolve(WEIGHTS), tensors, Map.of());
    }
  }

  @Test
  void samples() throws IOException {
    Path out = temp.resolve("out");

    Cli run = Cli.run("sample", "--model", model, "--steps", "2", "-n", "2", "--out", out);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(out.resolve("grid.png")).exists();
    JsonNode record = JSON.readTree(out.resolve("run.json").toFile());
    assertThat(record.toString()).contains("small-ddpm");
  }

  @Test
  void checksAndShows() throws IOException {
    for (String command : new String[] {"check", "show"}) {
      Cli run = Cli.run("models", command, model, "--json");
      assertThat(run.exit()).as(run.err()).isZero();
      JsonNode said = JSON.readTree(run.out());
      assertThat(said.path("type").asText()).isEqualTo("UNet2DModel");
      assertThat(said.path("fits").asBoolean()).isTrue();
      assertThat(said.path("parts").get(0).path("detail").asText())
          .endsWith("parameters, FLOAT32, in " + WEIGHTS);
    }
    assertThat(Cli.run("models", "check", model).out()).endsWith("it fits together%n".formatted());
  }

  @Test
  void checksAPipelineOfTexts() throws IOException {
    Path pipeline = TinyPipeline.in(temp.resolve("pipeline"));

    Cli whole = Cli.run("models", "check", pipeline);
    Files.delete(pipeline.resolve("tokenizer/merges.txt"));
    Cli cut = Cli.run("models", "check", pipeline);

    assertThat(whole.exit()).as(whole.out() + whole.err()).isZero();
    assertThat(whole.out())
        .contains("fits   scheduler (DDIMScheduler): is ddim", "fits   tokenizer", "514 tokens")
        .endsWith("it fits together%n".formatted());
    assertThat(cut.exit()).isEqualTo(1);
    assertThat(cut.out()).contains("wrong  tokenizer (CLIPTokenizer): ", "merges.txt");
  }

  @Test
  void tellsWhatIsMissing() throws IOException {
    Files.delete(model.resolve(WEIGHTS));

    Cli check = Cli.run("models", "check", model);
    Cli sample = Cli.run("sample", "--model", model, "--out", temp.resolve("out"));

    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.out()).contains("wrong  network (UNet2DModel): ", "has no weights: expected");
    assertThat(check.out()).endsWith("not all of it would work%n".formatted());
    assertThat(sample.exit()).isNotZero();
    assertThat(sample.err().lines()).hasSize(1);
    assertThat(sample.err()).contains("has no weights: expected");
  }

  @Test
  void refusesASettingByName() throws IOException {
    Files.writeString(
        model.resolve("config.json"), CONFIG.replace("\"sample_size\"", "\"sample_sise\""));

    Cli run = Cli.run("sample", "--model", model, "--out", temp.resolve("out"));

    assertThat(run.exit()).isNotZero();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("unknown setting 'sample_sise'");
  }
}
