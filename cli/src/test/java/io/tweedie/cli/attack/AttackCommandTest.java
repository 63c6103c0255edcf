package io.tweedie.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttackCommandTest {

  @TempDir static Path inputs;
  @TempDir Path temp;

  /** Twelve gray pictures in three classes. */
  @BeforeAll
  static void writeInputs() throws IOException {
    TinyModel.cleanClassifier(inputs.resolve("clean"));
    Random random = new Random(1);
    for (String part : List.of("train", "test")) {
      for (int i = 0; i < 12; i++) {
        BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int p = 0; p < 256; p++) {
          picture.getRaster().setSample(p % 16, p / 16, 0, random.nextInt(256));
        }
        Path folder = Files.createDirectories(inputs.resolve("data/" + part + "/" + i % 3));
        ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
      }
    }
  }

  private Cli run(String command, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of(command, "--model", inputs.resolve("clean")));
    arguments.addAll(List.of("--data", inputs.resolve("data"), "--out", temp));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray());
  }

  private JsonNode record() throws IOException {
    return new ObjectMapper().readTree(temp.resolve("run.json").toFile());
  }

  @Test
  void accuracyFallsAsAttacksGrow() throws IOException {
    Cli run = run("attack", "--eps", "0,0.1,8", "--steps", 5);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("tiny-clean, 12 images of", "l2, 5 steps", "clean ", "eps 0.1 ", "eps 8.0 ");
    JsonNode attacked = record().path("attacked");
    double clean = record().path("clean_accuracy").asDouble();
    assertThat(clean).isPositive();
    assertThat(attacked.path(0).path("accuracy").asDouble()).isEqualTo(clean);
    assertThat(attacked.path(2).path("accuracy").asDouble()).isLessThan(clean);
    assertThat(record().path("outputs").has("attack.png")).isTrue();
    // Eight rows of three pictures, each of 16 pixels four times.
    assertThat(Pictures.describe(temp.resolve("attack.png"))).matches("3 x 5\\d\\d x 2\\d\\d");
  }

  @Test
  void aTargetIsHitMoreOftenThanMissedByALargeAttack() throws IOException {
    assertThat(run("attack", "--target", 2, "--eps", 8, "--restarts", 2).exit()).isZero();
    assertThat(record().path("attacked").path(0).path("at_target").asDouble()).isGreaterThan(50);
  }

  @Test
  void certificatesAreTold() throws IOException {
    Cli run = run("attack", "--certify", "0.25,10,100,0.01", "-n", 5, "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.path("images").asInt()).isEqualTo(5);
    double before = 100;
    for (String radius : List.of("0", "0.25", "0.5", "0.75", "1")) {
      double percent = json.path("certified").path(radius).asDouble(-1);
      assertThat(percent).isBetween(0.0, before);
      before = percent;
    }
  }

  @Test
  void energiesAreWrittenBesideTheClassifier() throws IOException {
    Cli run = run("energies");
    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode energies = new ObjectMapper().readTree(inputs.resolve("clean/energies.json").toFile());
    assertThat(energies.path("images").toString()).isEqualTo("[4,4,4]");
    for (int k = 0; k < 3; k++) {
      assertThat(energies.path("mean").path(k).asDouble())
          .isBetween(
              energies.path("lowest").path(k).asDouble(),
              energies.path("highest").path(k).asDouble());
    }
    assertThat(run.out().lines()).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--norm=l3 | norm 'l3' is not known; choose l2 or linf",
        "--eps=-1 | an attack needs a radius of at least 0, got -1.0",
        "--steps=0 | an attack needs at least 1 step, got 0",
        "--target=3 | --target is a class from 0 to 2, not 3",
        "--certify=1,2 | --certify is written as 0.25,100,1000,0.001",
        "--certify=0,1,2,0.1 | smoothing needs sigma above 0",
        "-n=0 | -n must be from 1 to 10000, got 0"
      })
  void badUsageIsExplained(String option, String message) {
    Cli run = run("attack", option.strip());
    assertThat(run.exit()).as(run.out()).isEqualTo(2);
    assertThat(run.err()).contains(message.strip());
    assertThat(run.err().lines()).hasSize(1);
  }
}
