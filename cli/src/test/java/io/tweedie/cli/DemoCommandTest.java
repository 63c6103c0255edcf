package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.models.gan.DcganConfig;
import io.tweedie.models.gan.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

  @TempDir Path temp;

  @Test
  void scoresOfTheMixtureComeWithPicturesAndTables() throws IOException {
    Cli run = Cli.run("demo", "scores", "--steps", 5, "--particles", 20, "--out", temp, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode record = new ObjectMapper().readTree(run.out());
    assertThat(record.path("weights")).hasSize(4);
    assertThat(record.at("/weights/2/dynamics").asText()).isEqualTo("annealed");
    // The exact score leads a fifth of the particles to the small mode, give or take chance.
    assertThat(record.at("/weights/2/share").asDouble()).isBetween(0.0, 0.55);
    assertThat(record.path("objectives")).hasSize(12);
    for (String picture : new String[] {"field.png", "particles.png", "trajectories.png"}) {
      assertThat(Pictures.describe(temp.resolve(picture))).startsWith("3 x");
    }
    assertThat(Files.readAllLines(temp.resolve("weights.csv"))).hasSize(5);
    assertThat(Files.readAllLines(temp.resolve("objectives.csv")).get(0))
        .isEqualTo("sigma,denoising,sliced,sliced_variance_reduced");
  }

  @Test
  void theGameOnTheLineComesWithPicturesAndTables() throws IOException {
    Cli run = Cli.run("demo", "gan", "--steps", 30, "--out", temp, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode record = new ObjectMapper().readTree(run.out());
    assertThat(record.path("discriminator")).hasSize(4);
    assertThat(record.path("pull")).hasSize(4);
    assertThat(record.at("/distance/6/minimax").asDouble()).isLessThan(1e-4);
    assertThat(temp.resolve("discriminator.png")).isNotEmptyFile();
    assertThat(temp.resolve("pull.png")).isNotEmptyFile();
    assertThat(Files.readAllLines(temp.resolve("distance.csv"))).hasSize(8);
  }

  @Test
  void aGeneratorDrawsASheet() throws IOException {
    Files.writeString(
        temp.resolve("model.json"),
        """
        {"name": "tiny", "architecture": "dcgan", "weights": "w.safetensors",
         "config": {"image_size": 8, "channels": 1, "latent": 3, "width": 4}}
        """);
    try (Generator generator = new Generator(new DcganConfig(8, 1, 3, 4));
        PointerScope scope = new PointerScope()) {
      generator.parameters().initialize(1);
      generator.measure(torch.randn(20, 3));
      generator.save(temp.resolve("w.safetensors"), Map.of());
    }

    Cli run = Cli.run("demo", "gan", "--sheet", temp, "--count", 4, "--out", temp.resolve("out"));

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(Pictures.describe(temp.resolve("out/sheet.png"))).isEqualTo("3 x 22 x 22");
  }

  @Test
  void badUsage() {
    assertThat(Cli.run("demo").exit()).isEqualTo(2);
    assertThat(Cli.run("demo", "scores", "--data", "circles").exit()).isEqualTo(2);
    assertThat(Cli.run("demo", "scores", "--steps", 0).exit()).isEqualTo(2);
    assertThat(Cli.run("demo", "gan", "--sheet", "nothing-ships-under-this").exit()).isEqualTo(2);
  }
}
