package io.tweedie.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyModel;
import io.tweedie.images.ImageFile;
import io.tweedie.models.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreMeasurementTest {

  @TempDir Path temp;
  private Path photo;

  @BeforeEach
  void prepare() throws IOException {
    TinyModel.in(temp.resolve("model"));
    photo = Pictures.write(temp.resolve("photo.png"), 3, 16, 16, 1);
  }

  private void degrade(Path image, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("degrade", image));
    arguments.addAll(List.of("--out", temp.resolve("degraded")));
    arguments.addAll(List.of(more));
    Cli run = Cli.run(arguments.toArray());
    assertThat(run.exit()).as(run.err()).isZero();
  }

  private Cli restore(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("restore"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--model", temp.resolve("model"), "--precision", "fp32"));
    arguments.addAll(List.of("--steps", "3", "--out", temp.resolve("out")));
    return Cli.run(arguments.toArray());
  }

  private Path measurement() {
    return temp.resolve("degraded/photo.safetensors");
  }

  @Test
  void whatWasDoneNeedNotBeSaid() throws IOException {
    degrade(photo, "--task", "inpaint-random:0.5", "--seed", 7);

    Cli run = restore(measurement(), "--solver", "ddnm", "--seed", 3);

    assertThat(run.exit()).as(run.err()).isZero();
    try (PointerScope scope = new PointerScope();
        Checkpoint tensors = Checkpoint.open(measurement())) {
      var known = tensors.read("mask");
      var restored = ImageFile.read(temp.resolve("out/photo.restored.png")).pixels();
      var original = ImageFile.read(photo).pixels();
      double difference = restored.sub(original).abs().mul(known).max().item_double();
      assertThat(known.mean().item_double()).isBetween(0.4, 0.6);
      assertThat(difference).isLessThan(1.01 / 127.5);
    }
    JsonNode record = new ObjectMapper().readTree(temp.resolve("out/run.json").toFile());
    assertThat(record.at("/operator/name").asText()).isEqualTo("inpaint-random:0.5");
    assertThat(record.at("/inputs")).hasSize(2);
  }

  @Test
  void theNoiseComesWithIt() throws IOException {
    degrade(photo, "--task", "sr:2", "--sigma", 0.1);
    assertThat(restore(measurement()).exit()).isZero();
    JsonNode gaussian = new ObjectMapper().readTree(temp.resolve("out/run.json").toFile());
    assertThat(gaussian.at("/operator/sigma").asDouble()).isEqualTo(0.1);

    degrade(photo, "--task", "sr:2", "--poisson", 2);
    assertThat(restore(measurement(), "--solver", "dps").exit()).isZero();
    JsonNode poisson = new ObjectMapper().readTree(temp.resolve("out/run.json").toFile());
    assertThat(poisson.at("/operator/noise/rate").asDouble()).isEqualTo(2);
  }

  @Test
  void graysComeBackGray() {
    Path gray = Pictures.write(temp.resolve("photo.png"), 1, 16, 16, 1);
    degrade(gray, "--task", "sr:2");
    assertThat(restore(measurement()).exit()).isZero();
    assertThat(Pictures.describe(temp.resolve("out/photo.restored.png"))).isEqualTo("1 x 16 x 16");
  }

  @Test
  void contradictionsAreBadUsage() throws IOException {
    degrade(photo, "--task", "sr:2");

    assertThat(restore(measurement(), "--task", "sr:2").err()).contains("leave out --task");
    assertThat(restore(measurement(), photo).err()).contains("run the others apart");
    assertThat(restore(photo).err()).contains("--task is missing");
    assertThat(restore(photo).exit()).isEqualTo(2);

    Path other = temp.resolve("degraded/other.safetensors");
    Files.copy(measurement(), other);
    assertThat(restore(other).err()).contains("tells of photo.safetensors, but not of other");
    Files.writeString(temp.resolve("degraded/operator.json"), "{\"images\": [,]}");
    assertThat(restore(measurement()).err())
        .contains("operator.json is no JSON from line 1, column 13")
        .doesNotContain("Source", "jackson");
    Files.delete(temp.resolve("degraded/operator.json"));
    assertThat(restore(measurement()).err()).contains("operator.json is missing");
  }
}
