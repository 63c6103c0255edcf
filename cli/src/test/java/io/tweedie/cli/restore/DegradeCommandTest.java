package io.tweedie.cli.restore;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.images.ImageFile;
import io.tweedie.images.ImageFormat;
import io.tweedie.images.LoadedImage;
import io.tweedie.models.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
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

  @Test
  void theKernelOfABlurIsKeptAndMayBeGivenBack() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 24, 20, 1);
    assertThat(degrade(photo, "deblur-motion:9,0.5", "--seed", 3).exit()).isZero();
    byte[] blurred = Files.readAllBytes(temp.resolve("out/photo.measurement.png"));
    Path kernel = temp.resolve("kernel.csv");
    try (Checkpoint numbers = Checkpoint.open(temp.resolve("out/photo.safetensors"));
        PointerScope scope = new PointerScope()) {
      Tensor weights = numbers.read("kernel");
      assertThat(weights.sum().item_double()).isCloseTo(1, within(1e-12));
      StringBuilder rows = new StringBuilder();
      for (long i = 0; i < 9; i++) {
        for (long j = 0; j < 9; j++) {
          rows.append(j == 0 ? "" : ",").append(weights.select(0, i).select(0, j).item_double());
        }
        rows.append('\n');
      }
      Files.writeString(kernel, rows);
    }

    assertThat(degrade(photo, "deblur-kernel:" + kernel).exit()).isZero();

    assertThat(Files.readAllBytes(temp.resolve("out/photo.measurement.png"))).isEqualTo(blurred);
  }

  @Test
  void anUnusableKernelIsNamed() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
    Path kernel = Files.writeString(temp.resolve("kernel.csv"), "1 2 3");

    Cli run = degrade(photo, "deblur-kernel:" + kernel + ",zero");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("kernel.csv", "row 1", "commas").hasLineCount(1);
  }

  @Test
  void jpegComesAsARealFileToo() {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 40, 33, 1);
    assertThat(degrade(photo, "jpeg:20").exit()).isZero();

    try (PointerScope scope = new PointerScope();
        Checkpoint numbers = Checkpoint.open(temp.resolve("out/photo.safetensors"));
        LoadedImage clean = ImageFile.read(photo);
        LoadedImage file = ImageFile.read(temp.resolve("out/photo.measurement.jpg"))) {
      Tensor y = numbers.read("y");
      assertThat(file.format()).isEqualTo(ImageFormat.JPEG);
      double damage = clean.pixels().sub(y).norm().item_double();
      assertThat(file.pixels().sub(y).norm().item_double()).isLessThan(0.1 * damage);
    }
  }

  @Test
  void poissonNoiseIsMadeAndRecorded() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);

    Cli run = degrade(photo, "denoise", "--poisson", "2");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode operator = new ObjectMapper().readTree(temp.resolve("out/operator.json").toFile());
    assertThat(operator.at("/operator/noise/kind").asText()).isEqualTo("Poisson");
    assertThat(operator.at("/operator/noise/rate").asDouble()).isEqualTo(2);
    try (PointerScope scope = new PointerScope();
        Checkpoint numbers = Checkpoint.open(temp.resolve("out/photo.safetensors"))) {
      Tensor photons = numbers.read("y").add(scalar(1)).mul(scalar(255));
      assertThat(photons.sub(photons.round()).abs().max().item_double()).isLessThan(1e-3);
    }
  }

  @Test
  void noiseIsOfOneKindAndOfAStrengthThereIs() {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
    Cli both = degrade(photo, "denoise", "--poisson", "1", "--sigma", "0.1");
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains("--sigma or --poisson, not both");
    Cli none = degrade(photo, "denoise", "--poisson", "0");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("rate of Poisson noise", "0.0");
  }

  @Test
  void phasesAreLostForPicturesOfAnySize() {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 12, 1);
    assertThat(degrade(photo, "phase-retrieval:2").exit()).isZero();
    try (Checkpoint numbers = Checkpoint.open(temp.resolve("out/photo.safetensors"))) {
      assertThat(numbers.tensors().get("y").shape()).isEqualTo(List.of(1L, 3L, 12L, 18L));
    }
    Cli restored =
        Cli.run("restore", photo, "--task", "phase-retrieval:2", "--out", temp.resolve("restored"));
    assertThat(restored.exit()).isNotZero();
    assertThat(restored.err()).contains("phase-retrieval:2 does not start from a photo");
  }

  @Test
  void aBlurNetworkThatIsNoneIsNamed() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 128, 130, 1);
    Path network = Files.writeString(temp.resolve("blur.pth"), "no network");
    Cli run = degrade(photo, "deblur-nonlinear:" + network);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("blur.pth");
    Path small = Pictures.write(temp.resolve("small.png"), 3, 100, 130, 1);
    Cli refused = degrade(small, "deblur-nonlinear:" + network);
    assertThat(refused.err()).contains("multiples of 128", "deblur-nonlinear takes any size");
  }
}
