package io.tweedie.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyClip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipMetricsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;

  private Path model;
  private Path pictures;

  @BeforeEach
  void write() {
    model = TinyClip.in(temp.resolve("clip"));
    pictures = temp.resolve("pictures");
    Pictures.write(pictures.resolve("a.png"), 3, 12, 9, 1);
    Pictures.write(pictures.resolve("b.png"), 1, 9, 20, 2);
    Pictures.write(pictures.resolve("c.png"), 3, 8, 8, 3);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(temp.resolve(name), content);
  }

  @Test
  void scoresPicturesByPromptsInTheirOrder() throws IOException {
    Path prompts = file("prompts.txt", "a cat\n\na dog 1 2 3 4 5 6 7 8 9\na cat\n");
    Cli run = Cli.run("metrics", pictures, "--clip", model, "--prompts", prompts, "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode json = JSON.readTree(run.out());
    assertThat(json.get("pairs")).hasSize(3);
    double mean = 0;
    for (JsonNode pair : json.get("pairs")) {
      double cosine = pair.get("cosine").asDouble();
      assertThat(cosine).isBetween(-1.0, 1.0).isNotZero();
      assertThat(pair.get("clip").asDouble()).isEqualTo(100 * Math.max(cosine, 0));
      mean += pair.get("clip").asDouble() / 3;
    }
    assertThat(json.at("/mean/clip").asDouble()).isCloseTo(mean, within(1e-9));
    assertThat(json.at("/pairs/1/name").asText()).isEqualTo("b.png");
    assertThat(json.at("/pairs/1/cut").asText()).isNotEmpty();
    assertThat(json.has("ratings")).isFalse();
  }

  @Test
  void comparesScoresWithRatings() throws IOException {
    Path first =
        file("first.csv", "file,prompt,rating\na.png,a cat,1\nb.png,\"a cat, red\",2\nc.png,x,3\n");
    Cli run = Cli.run("metrics", pictures, "--clip", model, "--prompts", first, "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode json = JSON.readTree(run.out());
    assertThat(json.at("/pairs/1/prompt").asText()).isEqualTo("a cat, red");
    Path opposite =
        file(
            "second.csv", "file,prompt,rating\na.png,a cat,3\nb.png,\"a cat, red\",2\nc.png,x,1\n");
    JsonNode other =
        JSON.readTree(
            Cli.run("metrics", pictures, "--clip", model, "--prompts", opposite, "--json").out());
    for (String name : new String[] {"spearman", "kendall"}) {
      double agreement = json.at("/ratings/" + name).asDouble();
      assertThat(agreement).isBetween(-1.0, 1.0);
      assertThat(other.at("/ratings/" + name).asDouble()).isCloseTo(-agreement, within(1e-12));
    }
  }

  @Test
  void saysWhichClassPicturesShow() throws IOException {
    Path classes = file("classes.txt", "cat\ndog\nred triangle\n");
    Cli run =
        Cli.run(
            "metrics",
            pictures.resolve("a.png"),
            "--clip",
            model,
            "--classes",
            classes,
            "--template",
            "a {}",
            "--template",
            "the {}",
            "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode picture = JSON.readTree(run.out()).at("/pictures/0");
    double sum = 0;
    String best = "";
    for (var share : picture.get("probabilities").properties()) {
      sum += share.getValue().asDouble();
      boolean better =
          best.isEmpty()
              || share.getValue().asDouble() > picture.at("/probabilities/" + best).asDouble();
      best = better ? share.getKey() : best;
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
    assertThat(picture.get("class").asText()).isEqualTo(best);
    Cli without =
        Cli.run("metrics", pictures, "--clip", model, "--classes", classes, "--template", "a");
    assertThat(without.err()).contains("the template 'a' has no {} for the name of the class");
  }

  @Test
  void whatDoesNotGoTogetherIsSaid() throws IOException {
    Path prompts = file("prompts.txt", "a cat\n");
    assertThat(Cli.run("metrics", pictures, "--clip", model, "--prompts", prompts).err())
        .contains("has 1 prompts for 3 pictures");
    assertThat(Cli.run("metrics", pictures, pictures, "--clip", model).err())
        .contains("with --clip name the pictures alone");
    assertThat(Cli.run("metrics", pictures, "--clip", model).err())
        .contains("CLIP takes --clip with either --prompts or --classes");
    assertThat(Cli.run("metrics", pictures).err()).contains("name the RESULT");
    Path named = file("named.csv", "file,prompt\nnone.png,a\n");
    assertThat(Cli.run("metrics", pictures, "--clip", model, "--prompts", named).err())
        .contains("names the picture 'none.png', which is not there");
    Path columns = file("columns.csv", "picture,prompt\na.png,a\n");
    assertThat(Cli.run("metrics", pictures, "--clip", model, "--prompts", columns).err())
        .contains("there is no column 'file'; it has: picture, prompt");
    Path rating = file("rating.csv", "file,prompt,rating\na.png,a,good\n");
    assertThat(Cli.run("metrics", pictures, "--clip", model, "--prompts", rating).err())
        .contains("line 2: the rating 'good' is no number");
  }
}
