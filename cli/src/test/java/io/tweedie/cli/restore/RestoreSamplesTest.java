package io.tweedie.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyModel;
import io.tweedie.cli.terminal.Interruption;
import io.tweedie.models.checkpoint.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreSamplesTest {

  @TempDir Path temp;
  private Path photo;

  @BeforeEach
  void prepare() throws IOException {
    TinyModel.in(temp.resolve("model"));
    photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
  }

  private Cli restore(String out, Interruption interruption, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("restore", photo, "--task", "sr:2"));
    arguments.addAll(List.of("--model", temp.resolve("model"), "--precision", "fp32"));
    arguments.addAll(List.of("--steps", "4", "--out", temp.resolve(out)));
    arguments.addAll(List.of(more));
    return Cli.run(interruption, arguments.toArray());
  }

  private Cli restore(String out, Object... more) {
    return restore(out, new Interruption(), more);
  }

  @Test
  void theFirstSampleIsThePhotoAndTheOthersSayHowSureItIs() throws IOException {
    Path original = Pictures.write(temp.resolve("original.png"), 3, 16, 16, 2);

    Cli one = restore("one", "--reference", original, "--preset", "posterior");
    assertThat(one.exit()).as(one.err()).isZero();
    Cli several = restore("several", "--reference", original, "--samples", 3);

    assertThat(several.exit()).as(several.err()).isZero();
    Path out = temp.resolve("several");
    assertThat(out.resolve("photo.restored.png"))
        .hasSameBinaryContentAs(temp.resolve("one/photo.restored.png"));
    assertThat(Pictures.describe(out.resolve("photo.mean.png"))).isEqualTo("3 x 16 x 16");
    assertThat(out.resolve("photo.std.png")).exists();
    JsonNode image = new ObjectMapper().readTree(out.resolve("run.json").toFile()).at("/images/0");
    assertThat(image.at("/standard_deviation").asDouble()).isBetween(0.01, 0.62);
    // A mean of several is nearer to anything independent of them than each of them is.
    assertThat(image.at("/metrics_of_mean/psnr").asDouble())
        .isGreaterThan(image.at("/metrics/psnr").asDouble());
    assertThat(image.at("/outputs")).hasSize(4);
    assertThat(several.out()).contains("mean of samples psnr");
  }

  @Test
  void stoppedSamplingGoesOnToTheSameFiles() throws IOException {
    assertThat(restore("whole", "--samples", 10).exit()).isZero();
    Interruption stop =
        new Interruption() {
          private int steps;

          @Override
          public boolean requested() {
            return ++steps == 6;
          }
        };

    Cli stopped = restore("parts", stop, "--samples", 10);
    Cli resumed = restore("parts", "--samples", 10);

    assertThat(stopped.exit()).isEqualTo(1);
    assertThat(resumed.exit()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("going on after step 4 of 4");
    assertThat(pictures("parts")).isEqualTo(pictures("whole")).hasSize(4);
    assertThat(temp.resolve("parts")).isDirectoryNotContaining("glob:**.state.safetensors");
  }

  private Map<String, String> pictures(String out) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(temp.resolve(out))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".png")).toList()) {
        contents.put(file.getFileName().toString(), Sha256.of(file));
      }
    }
    return contents;
  }

  @Test
  void photosAreReadWhenTheirTurnComesAndResultsWrittenAsTheyCome() throws IOException {
    List<Object> photos = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      photos.add(Pictures.write(temp.resolve("photo%02d.png".formatted(i)), 3, 8, 8, i));
    }
    Path out = temp.resolve("out");
    List<Boolean> firstIsThere = new ArrayList<>();
    // Batches are of eight photos; the last is gone before the third.
    Interruption watching =
        new Interruption() {
          private int steps;

          @Override
          public boolean requested() {
            firstIsThere.add(Files.exists(out.resolve("photo00.restored.png")));
            if (++steps == 8) {
              assertThat(temp.resolve("photo19.png").toFile().delete()).isTrue();
            }
            return false;
          }
        };

    Cli run = restore("out", watching, photos.toArray());

    assertThat(firstIsThere.subList(0, 4)).containsOnly(false);
    assertThat(firstIsThere.subList(4, 8)).containsOnly(true);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("photo19.png does not exist");
    assertThat(out.resolve("photo14.restored.png")).exists();
  }

  @Test
  void aPhotoThatChangesMeanwhileIsRefused() {
    List<Object> photos = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      photos.add(Pictures.write(temp.resolve("photo%02d.png".formatted(i)), 3, 8, 8, i));
    }
    Interruption painting =
        new Interruption() {
          @Override
          public boolean requested() {
            Pictures.write(temp.resolve("photo08.png"), 3, 8, 8, 77);
            return false;
          }
        };

    Cli run = restore("out", painting, photos.toArray());

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("has changed since the run began");
  }

  @Test
  void noSamplesAreBadUsage() {
    Cli none = restore("out", "--samples", 0);
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("--samples must be from 1 to 10000");
  }
}
