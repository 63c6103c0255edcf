package io.tweedie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.models.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DegradeCommandTest {

  @TempDir Path temp;

  private Cli degrade(Path photo, String task, Object... more) {
    Object[] arguments = {"degrade", photo, "--task", task, "--out", temp.resolve("out")};
    Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Cli.run(all);
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

  @Test
  void theSeedDecidesNoiseAndPlaces() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);

    byte[] first = measurement(photo, "1");
    byte[] again = measurement(photo, "1");
    byte[] other = measurement(photo, "2");

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  private byte[] measurement(Path photo, String seed) throws IOException {
    assertThat(degrade(photo, "inpaint-random:0.5", "--sigma", "0.1", "--seed", seed).exit())
        .isZero();
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
