package io.tweedie.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyClip;
import io.tweedie.cli.TinyModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionMetricsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;
  private Path photos;
  private Path samples;
  private Path out;

  @BeforeEach
  void write() {
    photos = temp.resolve("photos");
    samples = temp.resolve("samples");
    out = temp.resolve("out");
    for (int i = 0; i < 8; i++) {
      Pictures.write(photos.resolve("p%d.png".formatted(i)), 1, 32, 32, i);
      Pictures.write(samples.resolve("s%d.png".formatted(i)), 3, 32, 32, 100 + i);
    }
  }

  private static JsonNode json(Cli run) throws IOException {
    assertThat(run.exit()).as(run.err()).isZero();
    return JSON.readTree(run.out());
  }

  @Test
  void comparesFoldersInTheFeaturesOfANetworkThatShips() throws IOException {
    Files.writeString(samples.resolve("s3-broken.png"), "no picture");
    JsonNode json =
        json(
            Cli.run(
                "metrics", photos, samples, "--features", "digits-judge", "--out", out, "--json"));
    assertThat(json.get("images").asInt()).isEqualTo(8);
    assertThat(json.get("reference_images").asInt()).isEqualTo(8);
    assertThat(json.get("skipped")).hasSize(1);
    assertThat(json.at("/skipped/0").asText()).contains("s3-broken.png");
    assertThat(json.get("features").asText()).contains("digits-judge", "SHA-256");
    JsonNode metrics = json.get("metrics");
    assertThat(metrics.get("fd(digits-judge)").asDouble()).isPositive();
    assertThat(metrics.get("score(digits-judge)").asDouble()).isBetween(1.0, 10.0);
    assertThat(metrics.has("fid")).as("a name that Inception's alone has").isFalse();
    assertThat(metrics.get("precision(digits-judge)").asDouble()).isBetween(0.0, 1.0);
    assertThat(json.get("notes").toString()).contains("too high where images are few");

    JsonNode self =
        json(
            Cli.run(
                "metrics", photos, photos, "--features", "digits-judge", "--out", out, "--json"));
    assertThat(self.at("/metrics/fd(digits-judge)").asDouble()).isBetween(0.0, 1e-6);
    assertThat(self.at("/metrics/recall(digits-judge)").asDouble()).isEqualTo(1);
  }

  /** The sheet holds the very pictures that are held against it. */
  @Test
  void theSheetsOfCifarStandForTheirTestImages() throws IOException {
    Path sheets = Files.createDirectories(temp.resolve("cifar10"));
    BufferedImage sheet = new BufferedImage(32 * 32, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 8; i++) {
      BufferedImage picture = ImageIO.read(samples.resolve("s%d.png".formatted(i)).toFile());
      for (int pixel = 0; pixel < 32 * 32; pixel++) {
        sheet.setRGB(pixel, i, picture.getRGB(pixel % 32, pixel / 32));
      }
    }
    ImageIO.write(sheet, "png", sheets.resolve("test_batch.png").toFile());
    Files.writeString(sheets.resolve("test_lables.json"), "[0, 1, 2, 3, 4, 5, 6, 7]");
    JsonNode same =
        json(
            Cli.run(
                "metrics",
                sheets,
                samples,
                "--features",
                "cifar-robust-0",
                "--out",
                out,
                "--json"));
    assertThat(same.get("reference_images").asInt()).isEqualTo(8);
    assertThat(same.at("/metrics/fd(cifar-robust-0)").asDouble()).isBetween(0.0, 1e-6);
    JsonNode others =
        json(
            Cli.run(
                "metrics", sheets, photos, "--features", "cifar-robust-0", "--out", out, "--json"));
    assertThat(others.at("/metrics/fd(cifar-robust-0)").asDouble()).isGreaterThan(1e-3);
  }

  @Test
  void statisticsThatWereSavedStandForTheirPictures() throws IOException {
    Path file = temp.resolve("photos.npz");
    Cli saved =
        Cli.run(
            "metrics",
            photos,
            "--features",
            "digits-judge",
            "--save-statistics",
            file,
            "--out",
            out);
    assertThat(saved.exit()).as(saved.err()).isZero();
    assertThat(saved.out()).contains("diversity(digits-judge)", "-> " + file);
    double byPictures =
        json(Cli.run(
                "metrics", photos, samples, "--features", "digits-judge", "--out", out, "--json"))
            .at("/metrics/fd(digits-judge)")
            .asDouble();
    JsonNode bySaved =
        json(
            Cli.run(
                "metrics",
                samples,
                "--reference",
                file,
                "--features",
                "digits-judge",
                "--out",
                out,
                "--json"));
    assertThat(bySaved.at("/metrics/fd(digits-judge)").asDouble())
        .isCloseTo(byPictures, within(1e-9));
    assertThat(bySaved.get("notes").toString()).contains("the reference is statistics");

    Cli other =
        Cli.run("metrics", samples, "--reference", file, "--features", "scene-judge", "--out", out);
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.err().strip().lines()).hasSize(1);
    assertThat(other.err()).contains("the reference is of the classifier digits-judge");
  }

  @Test
  void methodsOfAnEvaluationAreComparedWithItsReferencesByClip() throws IOException {
    Path small = temp.resolve("small");
    for (int i = 0; i < 3; i++) {
      Pictures.write(small.resolve("a%d.png".formatted(i)), 3, 16, 16, i);
    }
    TinyModel.in(temp.resolve("model"));
    Cli evaluation =
        Cli.run(
            "evaluate",
            "--images",
            small,
            "--tasks",
            "sr:2",
            "--solvers",
            "ddnm",
            "--steps",
            2,
            "--model",
            temp.resolve("model"),
            "--out",
            out);
    assertThat(evaluation.exit()).as(evaluation.err()).isZero();
    Path clip = TinyClip.in(temp.resolve("clip"));
    JsonNode json =
        json(Cli.run("metrics", out, "--features", "clip:" + clip, "--out", out, "--json"));
    assertThat(json.get("features").asText()).contains("CLIP");
    assertThat(json.get("methods").findValuesAsText("method"))
        .anyMatch(method -> method.startsWith("ddnm"))
        .contains("baseline:bicubic");
    for (JsonNode method : json.get("methods")) {
      assertThat(method.get("images").asInt()).isEqualTo(3);
      assertThat(method.at("/metrics/fd(clip)").asDouble()).isPositive();
    }
  }

  @Test
  void whatMakesNoSenseIsBadUsage() {
    assertThat(Cli.run("metrics", photos, samples, "--features", "fid").exit()).isEqualTo(2);
    assertThat(Cli.run("metrics", photos, samples, "--reference", photos, "--out", out).exit())
        .isEqualTo(2);
    Cli unpaired = Cli.run("metrics", photos, samples);
    assertThat(unpaired.err()).contains("add --features");
    Cli weights =
        Cli.run("metrics", photos, samples, "--features", "inception:" + temp.resolve("none.pth"));
    assertThat(weights.exit()).isEqualTo(1);
    assertThat(weights.err()).contains("is no file", "pt_inception-2015-12-05-6726825d.pth");
    assertThat(weights.err().strip().lines()).hasSize(1);
    Cli leaderboard = Cli.run("evaluate", "--leaderboard", temp.resolve("page.html"), photos);
    assertThat(leaderboard.exit()).isEqualTo(2);
    assertThat(leaderboard.err()).contains("has no results.json");
  }
}
