package io.tweedie.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.TinyModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments on classifiers and on what they guide, by the command. */
class RobustEvaluationTest {

  @TempDir static Path inputs;
  @TempDir Path temp;

  /** A classifier of clean images and six gray pictures in three classes. */
  @BeforeAll
  static void writeInputs() throws IOException {
    TinyModel.cleanClassifier(inputs.resolve("clean"));
    TinyModel.ofClasses(inputs.resolve("classes"));
    TinyModel.in(inputs.resolve("plain"));
    Random random = new Random(1);
    for (String part : new String[] {"train", "test"}) {
      for (int i = 0; i < 6; i++) {
        BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int p = 0; p < 256; p++) {
          picture.getRaster().setSample(p % 16, p / 16, 0, random.nextInt(256));
        }
        Path folder = Files.createDirectories(inputs.resolve("data/" + part + "/" + i % 3));
        ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
      }
    }
  }

  private Cli evaluate(String text, Object... more) throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("experiment.yaml"), text.replace("INPUTS", inputs.toString()));
    Object[] arguments = {"evaluate", "--experiment", file, "--out", temp.resolve("out")};
    Object[] all = new Object[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Cli.run(all);
  }

  private static final String ROBUSTNESS =
      """
      kind: robustness
      title: One classifier
      classifiers: [INPUTS/clean]
      data: INPUTS/data
      images: 5
      attack: {eps: [0, 8], steps: 3}
      noise: {to: 20, every: 10}
      energies: 6
      """;

  @Test
  void classifiersAreMeasuredAndTold() throws IOException {
    Cli run = evaluate(ROBUSTNESS);
    assertThat(run.exit()).as(run.err()).isZero();
    // The name, two radii, the path, the energy, and where the report is.
    assertThat(run.out().lines()).hasSize(6).first().isEqualTo("clean");
    JsonNode found =
        new ObjectMapper().readTree(temp.resolve("out/results.json").toFile()).path("classifiers");
    JsonNode attacked = found.path(0).path("attack");
    assertThat(attacked.path(1).path("images").asInt()).isEqualTo(5);
    assertThat(attacked.path(1).path("accuracy").asDouble())
        .isLessThan(attacked.path(0).path("accuracy").asDouble());
    assertThat(found.path(0).path("noise")).hasSize(3);
    assertThat(found.path(0).path("energies").path("images").toString()).isEqualTo("[2,2,2]");
    assertThat(evaluate(ROBUSTNESS).err()).contains("3 of 3 parts are there already");

    Cli seeded = evaluate(ROBUSTNESS, "--seed", 3);
    assertThat(seeded.exit()).isEqualTo(2);
    assertThat(seeded.err()).contains("the seed of an experiment is in its file");
  }

  private static final String TWO_WAYS =
      """
      kind: guidance-comparison
      title: Two ways
      model: INPUTS/classes
      judge: INPUTS/clean
      per_class: 2
      steps: "2"
      ways:
        - {name: of classes}
        - {name: guided, guidance: "energy:3", classifier: INPUTS/clean, schedule: "power:2"}
      """;

  @Test
  void waysOfGuidanceAreComparedAndTold() throws IOException {
    Cli run = evaluate(TWO_WAYS);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(3).first().asString().startsWith("of classes");
    JsonNode ways = new ObjectMapper().readTree(temp.resolve("out/run.json").toFile()).path("ways");
    assertThat(ways.path(1).path("images").asInt()).isEqualTo(6);
    assertThat(temp.resolve("out/cells/guided.png")).exists();

    Cli unable =
        evaluate(TWO_WAYS.replace("energy", "cfg").replace("INPUTS/classes", "INPUTS/plain"));
    assertThat(unable.exit()).isEqualTo(2);
    assertThat(unable.err()).contains("model tiny knows no classes");

    Cli seeded = evaluate(TWO_WAYS, "--seed", 3);
    assertThat(seeded.exit()).isEqualTo(2);
    assertThat(seeded.err()).contains("the seed of an experiment is in its file");
  }

  @Test
  void whatThereIsNotIsBadUsage() throws IOException {
    Cli run = evaluate(ROBUSTNESS.replace("INPUTS/clean", "INPUTS/none"));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("none' is neither a model that ships")
        .doesNotContain("Exception");

    Cli data = evaluate(ROBUSTNESS.replace("INPUTS/data", "INPUTS/nothing"));
    assertThat(data.exit()).isNotZero();
    assertThat(data.err()).contains("nothing holds neither").doesNotContain("Exception");
  }
}
