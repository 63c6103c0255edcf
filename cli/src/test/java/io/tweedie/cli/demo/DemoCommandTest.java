package io.tweedie.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void aGeneratorIsTrainedAndDrawsASheet() throws IOException {
    for (int i = 0; i < 5; i++) {
      Pictures.write(temp.resolve("photos/train/any/" + i + ".png"), 3, 8, 8, i);
    }
    Path recipe =
        Files.writeString(
            temp.resolve("recipe.yaml"),
            """
            {name: tiny, seed: 1, architecture: dcgan, folder: photos, batch: 2, epochs: 2,
             model: {image_size: 8, channels: 3, latent: 3, width: 4},
             generator_rate: 0.001, discriminator_rate: 0.001, average: 0.9}
            """);
    Path model = temp.resolve("run");

    Cli trained = Cli.run("train", recipe, "--data", temp, "--out", model, "--json");
    Cli drawn =
        Cli.run("demo", "gan", "--sheet", model, "--count", 4, "--out", temp.resolve("out"));
    Cli shown = Cli.run("models", "show", model, "--json");

    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(new ObjectMapper().readTree(trained.out()).path("steps").asInt()).isEqualTo(4);
    assertThat(Pictures.describe(model.resolve("epoch-002.png"))).isEqualTo("3 x 102 x 102");
    assertThat(drawn.exit()).as(drawn.err()).isZero();
    assertThat(Pictures.describe(temp.resolve("out/sheet.png"))).isEqualTo("3 x 22 x 22");
    assertThat(shown.out()).contains("\"architecture\":\"dcgan\"").doesNotContain("schedule");
  }

  @Test
  void scenesComeAsASheetWithTheirCaptions() throws IOException {
    Cli run = Cli.run("demo", "scenes", "--count", 3, "--out", temp, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode scenes = new ObjectMapper().readTree(run.out()).path("scenes");
    assertThat(scenes)
        .extracting(scene -> scene.path("length").asText())
        .containsExactly("short", "medium", "long");
    assertThat(scenes).allSatisfy(scene -> assertThat(scene.path("caption").asText()).isNotBlank());
    assertThat(Pictures.describe(temp.resolve("scenes.png"))).startsWith("3 x");
    assertThat(Cli.run("demo", "scenes", "--side", 8).exit()).isEqualTo(2);
    assertThat(Cli.run("demo", "scenes", "--count", 0).exit()).isEqualTo(2);
    assertThat(Cli.run("demo", "scenes", "--length", "endless").exit()).isEqualTo(2);
  }

  @Test
  void badUsage() {
    assertThat(Cli.run("demo").exit()).isEqualTo(2);
    assertThat(Cli.run("demo", "scores", "--data", "circles").exit()).isEqualTo(2);
    assertThat(Cli.run("demo", "scores", "--steps", 0).exit()).isEqualTo(2);
    assertThat(Cli.run("demo", "gan", "--sheet", "nothing-ships-under-this").exit()).isEqualTo(2);
  }
}
