package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pipeline that is on the class path, as those that ship: a tiny one of random weights in half
 * precision, with a CLIP, among the resources of these tests.
 */
class ShippedPipelineTest {

  private static final String NAME = "tiny-pipeline";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path temp;

  @Test
  void generateTakesItsNameAndWhatItsCardSays() throws IOException {
    Cli run = Cli.run("generate", "a boat", "--model", NAME, "--out", temp, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode record = JSON.readTree(run.out());
    assertThat(record.path("model").path("name").asText()).isEqualTo(NAME);
    assertThat(record.path("scale").asDouble()).isEqualTo(3);
    assertThat(record.path("steps").asInt()).isEqualTo(2);
    assertThat(ImageIO.read(temp.resolve("generated-000.png").toFile()).getWidth()).isEqualTo(16);
  }

  @Test
  void metricsScoresByItsClip() throws IOException {
    Pictures.write(temp.resolve("a.png"), 3, 12, 9, 1);
    Path prompts = Files.writeString(temp.resolve("prompts.txt"), "a cat\n");

    Cli run = Cli.run("metrics", temp.resolve("a.png"), "--clip", NAME, "--prompts", prompts);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("a.png: clip");
  }

  @Test
  void theModelsCommandsKnowIt() throws IOException {
    JsonNode listed = JSON.readTree(Cli.run("models", "list", "--json").out());
    assertThat(listed.path("models").findValuesAsText("name")).contains(NAME);
    assertThat(Cli.run("models", "list").out())
        .containsPattern("(?m)^  " + NAME + " +Random pictures");

    Cli checked = Cli.run("models", "check", NAME);
    assertThat(checked.exit()).as(checked.out()).isZero();
    assertThat(checked.out()).contains("clip (CLIPModel)", "FLOAT16", "it fits together");
    assertThat(Cli.run("models", "show", NAME).out())
        .contains("StableDiffusionPipeline", "# " + NAME);
    assertThat(Cli.run("models", "tokenize", "a boat", "--model", NAME).out())
        .contains("[512, ", "513]");
  }

  @Test
  void itIsNoPriorOfPictures() {
    Cli run = Cli.run("sample", "--model", NAME, "--out", temp);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("a prior of images is needed here");
  }

  @Test
  void whatIsUsualIsSaidNotToShipUntilItDoes() throws IOException {
    Cli run = Cli.run("generate", "a large red seven", "--out", temp.resolve("out"));

    assertThat(run.exit()).as(run.err()).isEqualTo(Zoo.pipelines().contains("scenes") ? 0 : 2);
  }

  @Test
  void aNameOfNothingTellsWhatShips() {
    Cli run = Cli.run("generate", "a boat", "--model", "tiny-pipelin", "--out", temp);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("'tiny-pipelin' is no folder of diffusers", NAME);
  }
}
