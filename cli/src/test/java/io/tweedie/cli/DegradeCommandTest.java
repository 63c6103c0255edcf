package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.models.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DegradeCommandTest {

  @TempDir Path temp;

  private Cli degrade(Path photo, String task, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("degrade", photo, "--task", task));
    arguments.addAll(List.of("--out", temp.resolve("out")));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray());
  }

  @Test
  void writesPictureNumbersAndOperator() throws IOException {
    Path photo = Pictures.writeWithAlpha(temp.resolve("photo.png"), 13, 9, 1);

    Cli run = degrade(photo, "sr:4", "--sigma", "0.1", "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(Pictures.describe(temp.resolve("out/photo.measurement.png")))
        .isEqualTo("3 x 3 x 2 with alpha");
    try (Checkpoint numbers = Checkpoint.open(temp.resolve("out/photo.safetensors"))) {
      assertThat(numbers.tensors().get("y").shape()).isEqualTo(List.of(1L, 3L, 3L, 2L));
    }
    JsonNode operator = new ObjectMapper().readTree(temp.resolve("out/operator.json").toFile());
    assertThat(operator).isEqualTo(new ObjectMapper().readTree(run.out()));
    assertThat(operator.at("/operator/name").asText()).isEqualTo("sr:4");
    assertThat(operator.at("/operator/sigma").asDouble()).isEqualTo(0.1);
    assertThat(operator.at("/images/0/image_shape").asText()).isEqualTo("3 x 12 x 8");
  }

  @ParameterizedTest
  @CsvSource({"denoise, 0.1", "inpaint-random:0.5, 0"})
  void theSeedDecidesNoiseAndPlaces(String task, double sigma) throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);

    byte[] first = measurement(photo, task, sigma, 1);
    byte[] again = measurement(photo, task, sigma, 1);
    byte[] other = measurement(photo, task, sigma, 2);

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  private byte[] measurement(Path photo, String task, double sigma, long seed) throws IOException {
    assertThat(degrade(photo, task, "--sigma", sigma, "--seed", seed).exit()).isZero();
    return Files.readAllBytes(temp.resolve("out/photo.measurement.png"));
  }

  @Test
  void theMaskOfAnInpaintingIsKept() {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
    assertThat(degrade(photo, "inpaint-random:0.75").exit()).isZero();

    try (Checkpoint numbers = Checkpoint.open(temp.resolve("out/photo.safetensors"));
        PointerScope scope = new PointerScope()) {
      assertThat(numbers.read("mask").sum().item_double()).isEqualTo(16);
    }
  }
}
