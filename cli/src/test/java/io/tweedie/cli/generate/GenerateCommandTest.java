package io.tweedie.cli.generate;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyPipeline;
import io.tweedie.cli.terminal.Interruption;
import io.tweedie.images.PngText;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tweedie generate} on a small pipeline of random weights. */
class GenerateCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FIRST = "generated-000.png";
  private static final FileTime LONG_AGO = FileTime.fromMillis(0);

  @TempDir private static Path models;
  private static Path model;

  @TempDir private Path temp;

  @BeforeAll
  static void write() throws IOException {
    model = TinyPipeline.in(models.resolve("tiny-pipeline"));
  }

  private Path out(String name) {
    return temp.resolve(name);
  }

  private static List<Object> arguments(Path out, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("generate", "--model", model, "--steps", "3", "--out", out));
    arguments.addAll(Arrays.asList(more));
    return arguments;
  }

  private static Cli generate(Path out, Object... more) {
    return Cli.run(arguments(out, more).toArray());
  }

  /** The bytes of the first picture. */
  private byte[] drawn(String name, Object... more) throws IOException {
    Cli run = generate(out(name), more);
    assertThat(run.exit()).as(run.err()).isZero();
    return Files.readAllBytes(out(name).resolve(FIRST));
  }

  /** Its pixels, without what the file says besides. */
  private List<Integer> pixels(String name, Object... more) throws IOException {
    drawn(name, more);
    return pixels(out(name).resolve(FIRST));
  }

  private static List<Integer> pixels(Path file) throws IOException {
    BufferedImage picture = ImageIO.read(file.toFile());
    int width = picture.getWidth();
    return Arrays.stream(picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width))
        .boxed()
        .toList();
  }

  @Test
  void theSameSettingsGiveTheSameFile() throws IOException {
    byte[] once = drawn("once", "a boat", "--seed", "7");

    assertThat(drawn("again", "a boat", "--seed", "7")).isEqualTo(once);
    assertThat(drawn("among-others", "a boat", "a house", "-n", "2", "--seed", "7"))
        .isEqualTo(once);
    assertThat(pixels("other-seed", "a boat", "--seed", "8"))
        .isNotEqualTo(pixels(out("once").resolve(FIRST)));
    assertThat(out("among-others").resolve("generated-003.png")).exists();
    assertThat(pixels(out("among-others").resolve("generated-001.png")))
        .isNotEqualTo(pixels(out("among-others").resolve("generated-003.png")));
  }

  @Test
  void aPictureTellsItsSettings() throws IOException {
    drawn("out", "ein Vögelchen 🐦", "--scale", "3", "--seed", "9", "--negative", "dark");

    Map<String, String> said = PngText.read(out("out").resolve(FIRST));
    JsonNode settings = JSON.readTree(said.get("tweedie"));
    JsonNode record = JSON.readTree(out("out").resolve("run.json").toFile());

    assertThat(said).containsEntry("Description", "ein Vögelchen 🐦");
    assertThat(settings.path("prompt").asText()).isEqualTo("ein Vögelchen 🐦");
    assertThat(settings.path("scale").asDouble()).isEqualTo(3);
    assertThat(settings.path("negative").asText()).isEqualTo("dark");
    assertThat(settings.path("seed").asLong()).isEqualTo(9);
    assertThat(settings.path("sha256").path("unet").asText()).hasSize(64);
    assertThat(settings.toString()).doesNotContain(temp.toString());
    assertThat(record.path("model").path("sha256")).isEqualTo(settings.path("sha256"));
    assertThat(record.path("images").path(0).path("prompt").asText()).isEqualTo("ein Vögelchen 🐦");
    assertThat(record.path("images").path(0).path("nfe").asInt()).isEqualTo(6);
  }

  /** Latents of 14 x 10, of which the model was trained on 8 x 8. */
  @Test
  void widePicturesAreSeenInTiles() throws IOException {
    Object[] wide = {"a boat", "--scale", "3", "--size", "28x20"};
    List<Integer> whole = pixels("whole", wide);
    List<Integer> uniform = pixels("uniform", with(wide, "--tiles", "uniform"));
    List<Integer> gaussian = pixels("gaussian", with(wide, "--tiles", "gaussian:8,4"));

    assertThat(List.of(whole, uniform, gaussian)).doesNotHaveDuplicates();
    assertThat(uniform).hasSize(28 * 20);
    // Three steps, two halves of guidance, 3 x 2 tiles.
    assertThat(record("whole").at("/images/0/nfe").asInt()).isEqualTo(3 * 2);
    assertThat(record("uniform").at("/images/0/nfe").asInt()).isEqualTo(3 * 2 * 6);
    assertThat(record("gaussian").at("/tiles").toString())
        .isEqualTo("{\"window\":\"gaussian\",\"tile\":8,\"stride\":4}");
    Map<String, String> said = PngText.read(out("gaussian").resolve(FIRST));
    assertThat(JSON.readTree(said.get("tweedie")).at("/tiles/window").asText())
        .isEqualTo("gaussian");

    Cli replay = Cli.run("replay", out("gaussian").resolve("run.json"), "--json");
    assertThat(replay.exit()).as(replay.err()).isZero();
    assertThat(JSON.readTree(replay.out()).at("/same").asBoolean()).isTrue();

    Cli small = generate(out("small"), "a boat", "--tiles", "uniform");
    assertThat(small.exit()).isEqualTo(2);
    assertThat(small.err()).contains("--tiles has no effect: the latents are 8 x 8");
  }

  private static Object[] with(Object[] some, Object... more) {
    return Stream.of(some, more).flatMap(Arrays::stream).toArray();
  }

  private JsonNode record(String name) throws IOException {
    return JSON.readTree(out(name).resolve("run.json").toFile());
  }

  @Test
  void givenAgainItDrawsWhatIsMissing() throws IOException {
    Path out = out("out");
    drawn("out", "a boat", "a house", "--json");
    byte[] second = Files.readAllBytes(out.resolve("generated-001.png"));
    Files.setLastModifiedTime(out.resolve(FIRST), LONG_AGO);
    Files.delete(out.resolve("generated-001.png"));

    Cli again = generate(out, "a boat", "a house", "--json");

    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(Files.getLastModifiedTime(out.resolve(FIRST))).isEqualTo(LONG_AGO);
    assertThat(Files.readAllBytes(out.resolve("generated-001.png"))).isEqualTo(second);
    assertThat(JSON.readTree(again.out()).path("outputs")).hasSize(2);

    drawn("out", "a boat", "a house", "--scale", "2");
    assertThat(Files.getLastModifiedTime(out.resolve(FIRST))).isNotEqualTo(LONG_AGO);
  }

  @Test
  void stoppedItGoesOnWhereItWas() throws IOException {
    byte[] whole = drawn("whole", "a boat", "--scheduler", "unipc");
    Path out = out("stopped");
    Interruption afterOneStep =
        new Interruption() {
          private int asked;

          @Override
          public boolean requested() {
            return ++asked == 2;
          }
        };

    Cli stopped = Cli.run(afterOneStep, arguments(out, "a boat", "--scheduler", "unipc").toArray());
    assertThat(stopped.exit()).isEqualTo(1);
    assertThat(stopped.err()).contains("after step 2 of 3; the same command goes on from there");
    assertThat(out.resolve(FIRST)).doesNotExist();

    Cli resumed = generate(out, "a boat", "--scheduler", "unipc");
    assertThat(resumed.err()).contains("going on after step 2 of 3");
    assertThat(Files.readAllBytes(out.resolve(FIRST))).isEqualTo(whole);
    try (var files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(FIRST, "run.json");
    }
  }

  @Test
  void aRunIsReplayed() throws IOException {
    Path picture = Pictures.write(temp.resolve("photo.png"), 3, 16, 12, 1);
    drawn("out", "a boat", "-n", "2", "--image", picture, "--strength", "0.7", "--save-latents");

    Cli replay = Cli.run("replay", out("out").resolve("run.json"), "--json");

    assertThat(replay.exit()).as(replay.err()).isZero();
    JsonNode said = JSON.readTree(replay.out());
    assertThat(said.path("same").asBoolean()).isTrue();
    assertThat(said.path("files")).hasSize(4);
  }

  @Test
  void sizesNeedNotBeSquare() throws IOException {
    drawn("out", "a boat", "--size", "20x12");

    BufferedImage picture = ImageIO.read(out("out").resolve(FIRST).toFile());
    assertThat(picture.getWidth()).isEqualTo(20);
    assertThat(picture.getHeight()).isEqualTo(12);
  }

  @Test
  void promptsComeFromAFileToo() throws IOException {
    Path file = Files.writeString(temp.resolve("prompts.txt"), "a house\n\n  a tree \n");

    Cli run = generate(out("out"), "a boat", "--prompts", file, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(JSON.readTree(run.out()).path("images").findValuesAsText("prompt"))
        .containsExactly("a boat", "a house", "a tree");
  }

  @Test
  void whatIsCutOfAPromptIsTold() {
    Cli run = generate(out("out"), "a boat on a wide blue lake");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err().lines())
        .containsExactly("a prompt is longer than the 20 tokens that the model reads; cut off: ke");
  }

  @Test
  void latentsAreSavedAndTaken() throws IOException {
    List<Integer> drawn = pixels("saved", "a boat", "--seed", "3", "--save-latents");
    Path file = out("saved").resolve("generated-000.latents.safetensors");

    assertThat(pixels("taken", "a boat", "--seed", "4", "--latents", file)).isEqualTo(drawn);
    try (Checkpoint saved = Checkpoint.open(file);
        Tensor latents = saved.read("latents");
        Tensor result = saved.read("result")) {
      assertThat(latents.shape()).containsExactly(1, 4, 8, 8);
      assertThat(latents.std().item_double()).isBetween(0.8, 1.2);
      assertThat(result.equal(latents)).isFalse();
    }
  }

  @Test
  void eachPictureTakesItsLatents() throws IOException {
    Path file = temp.resolve("two.safetensors");
    try (Tensor first = torch.ones(1, 4, 8, 8);
        Tensor both =
            torch.cat(new org.bytedeco.pytorch.TensorVector(first, first.mul(scalar(-1))), 0)) {
      SafetensorsWriter.write(file, Map.of("latents", both), Map.of());
      SafetensorsWriter.write(temp.resolve("one.safetensors"), Map.of("latents", first), Map.of());
    }
    drawn("two", "a boat", "-n", "2", "--latents", file);
    drawn("one", "a boat", "-n", "2", "--latents", temp.resolve("one.safetensors"));

    assertThat(pixels(out("two").resolve(FIRST)))
        .isEqualTo(pixels(out("one").resolve(FIRST)))
        .isNotEqualTo(pixels(out("two").resolve("generated-001.png")));
    assertThat(pixels(out("one").resolve("generated-001.png")))
        .isEqualTo(pixels(out("one").resolve(FIRST)));
  }

  @Test
  void strengthIsTheShareOfTheSteps() throws IOException {
    Path picture = Pictures.write(temp.resolve("photo.png"), 3, 16, 12, 1);
    for (int steps : new int[] {1, 9}) {
      Path out = out("out-" + steps);
      Cli run =
          generate(out, "a boat", "--steps", "10", "--image", picture, "--strength", "0." + steps);
      assertThat(run.exit()).as(run.err()).isZero();
      JsonNode record = JSON.readTree(out.resolve("run.json").toFile());
      assertThat(record.path("steps").asInt()).isEqualTo(steps);
      assertThat(record.path("inputs")).hasSize(1);
      assertThat(ImageIO.read(out.resolve(FIRST).toFile()).getWidth()).isEqualTo(12);
    }
    assertThat(pixels(out("out-1").resolve(FIRST)))
        .isNotEqualTo(pixels(out("out-9").resolve(FIRST)));
  }

  @ParameterizedTest
  @CsvSource({"black", "white"})
  void whatAMaskKeepsStays(String fill) throws IOException {
    Path picture = Pictures.write(temp.resolve("photo.png"), 3, 16, 16, 1);
    BufferedImage mask = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 16 * 16; i++) {
      boolean left = i % 16 < 7;
      mask.setRGB(i % 16, i / 16, left == fill.equals("black") ? 0 : 0xFFFFFF);
    }
    Path maskFile = temp.resolve("mask.png");
    ImageIO.write(mask, "png", maskFile.toFile());

    List<Integer> filled =
        pixels("out", "a boat", "--image", picture, "--mask", maskFile, "--mask-fill", fill);

    List<Integer> before = pixels(picture);
    int changed = 0;
    for (int i = 0; i < filled.size(); i++) {
      if (i % 16 >= 7) {
        assertThat(filled.get(i)).as("pixel %d", i).isEqualTo(before.get(i));
      } else if (!filled.get(i).equals(before.get(i))) {
        changed++;
      }
    }
    assertThat(changed).isGreaterThan(100);
  }

  @Test
  void aPreviewIsThereOnTheWayOnly() throws IOException {
    Path out = out("out");
    Path preview = out.resolve("generated-000.preview.png");
    Interruption stopping =
        new Interruption() {
          @Override
          public boolean requested() {
            return true;
          }
        };

    Cli.run(stopping, arguments(out, "a boat", "--preview").toArray());
    assertThat(ImageIO.read(preview.toFile()).getWidth()).isEqualTo(16);

    drawn("out", "a boat", "--preview");
    assertThat(preview).doesNotExist();
  }

  private static void assertRefused(Cli run, String... words) {
    assertThat(run.exit()).isNotZero();
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).contains(words);
  }

  @Test
  void refusesInOneLineWhatMakesNoSense() throws IOException {
    Path picture = Pictures.write(temp.resolve("photo.png"), 3, 16, 16, 1);
    Path odd = Pictures.write(temp.resolve("odd.png"), 3, 16, 14, 1);
    Path out = out("out");

    assertRefused(generate(out), "say what to draw");
    assertRefused(generate(out, "a", "--scale", "-1"), "the scale is at least 0", "-1.0");
    assertRefused(generate(out, "a", "--steps", "0"), "--steps must be from 1 to 1000, got 0");
    assertRefused(generate(out, "a", "-n", "0"), "-n must be from 1");
    assertRefused(generate(out, "a", "--size", "16"), "--size is width x height", "'16'");
    assertRefused(generate(out, "a", "--size", "18x16"), "18 x 16", "multiples of 4");
    assertRefused(generate(out, "a", "--scheduler", "heuns"), "heuns", "heun");
    assertRefused(generate(out, "a", "--scheduler", "euler", "--eta", "1"), "has no eta");
    assertRefused(generate(out, "a", "--mask", picture), "--mask is for --image");
    assertRefused(generate(out, "a", "--strength", "0.5"), "--strength is for --image");
    assertRefused(generate(out, "a", "--image", picture, "--strength", "0"), "above 0", "0.0");
    assertRefused(generate(out, "a", "--image", picture, "--strength", "1.5"), "at most 1");
    assertRefused(
        generate(out, "a", "--image", picture, "--strength", "0.1"), "leaves none of 3 steps");
    assertRefused(generate(out, "a", "--image", odd), "14 x 16", "multiples of 4");
    assertRefused(generate(out, "a", "--image", picture, "--size", "8x8"), "--image is 16 x 16");
    assertRefused(generate(out, "a", "--prompts", out.resolve("none.txt")), "none.txt is no file");
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesLatentsOfAnotherShape() {
    Path file = temp.resolve("latents.safetensors");
    Path flat = temp.resolve("flat.safetensors");
    try (Tensor three = torch.zeros(3, 4, 8, 8);
        Tensor one = torch.zeros(5)) {
      SafetensorsWriter.write(file, Map.of("latents", three), Map.of());
      SafetensorsWriter.write(flat, Map.of("latents", one, "z", one), Map.of());
    }
    Path out = out("out");

    assertRefused(
        generate(out, "a", "-n", "2", "--latents", file),
        "has latents of 3 pictures, and 2 are drawn; give one for all or one for each");
    assertRefused(
        generate(out, "a", "-n", "3", "--size", "16x8", "--latents", file),
        "4 x 4 x 8",
        "got [3, 4, 8, 8]");
    assertRefused(generate(out, "a", "--latents", flat), "N x C x h x w, got [5]");
    assertRefused(
        generate(out, "a", "--latents", model.resolve("vae/diffusion_pytorch_model.safetensors")),
        "has no tensor 'latents'");
  }

  @Test
  void refusesFoldersThatAreNoSuchPipeline() throws IOException {
    Path other = TinyPipeline.in(temp.resolve("other"));
    Path index = other.resolve("model_index.json");
    Files.writeString(
        index, Files.readString(index).replaceAll("\"text_encoder\": \\[[^]]*],", ""));
    Path out = out("out");

    assertRefused(
        generate(out, "a", "--model", other), "without text_encoder", "StableDiffusionPipeline");
    assertRefused(generate(out, "a", "--model", temp.resolve("none")), "is no folder of diffusers");
    assertThat(out).doesNotExist();
  }
}
