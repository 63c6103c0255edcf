package io.tweedie.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyModel;
import io.tweedie.cli.Tweedie;
import io.tweedie.models.checkpoint.Sha256;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run repeated on the processor it was made on, and on another. */
@Tag("processor")
class ReplayCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RESTORED = "photo.restored.png";

  /** What makes a processor round as one of 2008 would. */
  private static final Map<String, String> OLD_INSTRUCTIONS =
      Map.of(
          "ATEN_CPU_CAPABILITY", "default",
          "ONEDNN_MAX_CPU_ISA", "SSE41",
          "OPENBLAS_CORETYPE", "Nehalem");

  @TempDir Path temp;
  private List<String> restore;

  @BeforeEach
  void prepare() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 16, 18, 1);
    Path model = TinyModel.in(temp.resolve("model"));
    restore =
        List.of(
            "restore",
            photo.toString(),
            "--task",
            "sr:2",
            "--model",
            model.toString(),
            "--precision",
            "fp32",
            "--steps",
            "4",
            "--threads",
            "1",
            "--out",
            out("").toString());
  }

  private Path out(String name) {
    return temp.resolve("out").resolve(name);
  }

  private Cli replay(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("replay", out("run.json")));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray());
  }

  /** Changes the record as if the run had been made with other instructions. */
  private void madeElsewhere() throws IOException {
    ObjectNode run = (ObjectNode) JSON.readTree(out("run.json").toFile());
    ((ObjectNode) run.path("machine")).put("instructions", "of another kind");
    JSON.writeValue(out("run.json").toFile(), run);
  }

  /** Changes every pixel of the result by some grey levels, and its hash in the record. */
  private void change(int greyLevels) throws IOException {
    BufferedImage picture = ImageIO.read(out(RESTORED).toFile());
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int green = picture.getRGB(x, y) >> 8 & 0xFF;
        int moved = green >= 128 ? green - greyLevels : green + greyLevels;
        picture.setRGB(x, y, picture.getRGB(x, y) & 0xFFFF00FF | moved << 8);
      }
    }
    ImageIO.write(picture, "png", out(RESTORED).toFile());
    ObjectNode run = (ObjectNode) JSON.readTree(out("run.json").toFile());
    ((ObjectNode) run.path("outputs")).put(RESTORED, Sha256.of(out(RESTORED)));
    JSON.writeValue(out("run.json").toFile(), run);
  }

  @Test
  void bitsThatDifferOnTheSameProcessorAreADifference() throws IOException {
    assertThat(Cli.run(restore.toArray()).exit()).isZero();
    change(1);

    Cli replay = replay();

    assertThat(replay.exit()).isEqualTo(1);
    assertThat(replay.out()).contains(RESTORED + ": differs").doesNotContain("PSNR");
  }

  /** One grey level in one of three channels is 10 log10(3 255^2) = 52.9 dB. */
  @Test
  void littleOnAnotherProcessorIsTheSameWithinRounding() throws IOException {
    assertThat(Cli.run(restore.toArray()).exit()).isZero();
    change(1);
    madeElsewhere();

    Cli replay = replay();

    assertThat(replay.exit()).as(replay.err()).isZero();
    assertThat(replay.out())
        .contains(RESTORED + ": same within rounding: PSNR 52.9 dB")
        .contains("photo.panel.png: the same")
        .contains("of another kind");
    JsonNode json = JSON.readTree(replay("--json").out());
    assertThat(json.path("same").asBoolean()).isFalse();
    assertThat(json.path("within_rounding").asBoolean()).isTrue();
    assertThat(json.path("psnr").path(RESTORED).asDouble()).isBetween(52.8, 53.0);
  }

  /** Two grey levels are 46.9 dB. */
  @Test
  void muchOnAnotherProcessorIsADifference() throws IOException {
    assertThat(Cli.run(restore.toArray()).exit()).isZero();
    change(2);
    madeElsewhere();

    Cli replay = replay();

    assertThat(replay.exit()).isEqualTo(1);
    assertThat(replay.out()).contains(RESTORED + ": differs: PSNR 46.9 dB");
    JsonNode json = JSON.readTree(replay("--json").out());
    assertThat(json.path("within_rounding").asBoolean()).isFalse();
  }

  @Test
  void withoutTheFilesOfTheRunThereIsNothingToCompare() throws IOException {
    assertThat(Cli.run(restore.toArray()).exit()).isZero();
    change(1);
    madeElsewhere();
    Files.delete(out(RESTORED));

    Cli replay = replay();

    assertThat(replay.exit()).isEqualTo(1);
    assertThat(replay.out()).contains("the run's own file is no longer beside its record");
  }

  @Test
  void recordsOfBeforeInstructionsWereWrittenDownTellTheProcessorByName() throws IOException {
    assertThat(Cli.run(restore.toArray()).exit()).isZero();
    change(1);
    ObjectNode run = (ObjectNode) JSON.readTree(out("run.json").toFile());
    ((ObjectNode) run.path("machine")).remove("instructions");
    JSON.writeValue(out("run.json").toFile(), run);

    assertThat(replay().out()).contains(RESTORED + ": differs").doesNotContain("PSNR");
  }

  /** With the instructions of old processors if these are new ones, else the other way round. */
  @Test
  void aRunByOtherInstructionsIsTheSameWithinRounding() throws Exception {
    ProcessBuilder process = process(restore);
    boolean asBuilt = !process.environment().keySet().removeAll(OLD_INSTRUCTIONS.keySet());
    if (asBuilt) {
      process.environment().putAll(OLD_INSTRUCTIONS);
    }
    Process running = process.start();
    String said = said(running);
    assertThat(running.waitFor()).as(said).isZero();

    Cli replay = replay();

    assertThat(replay.exit()).as(replay.out() + replay.err()).isZero();
    assertThat(replay.out()).contains("then it ran on").doesNotContain("differs");
  }

  @Test
  void aRunInBf16TakesLongWhereItIsImitatedAndThatIsSaid() throws Exception {
    List<String> inBrain = new ArrayList<>(restore);
    inBrain.set(inBrain.indexOf("fp32"), "bf16");
    assertThat(Cli.run(inBrain.toArray()).exit()).isZero();
    ProcessBuilder replay = process(List.of("replay", out("run.json").toString()));
    replay.environment().putAll(OLD_INSTRUCTIONS);

    assertThat(said(replay.start())).contains("computed in bf16, for which this processor has no");
  }

  /** The command in a process of its own. */
  private static ProcessBuilder process(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-Dorg.bytedeco"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Tweedie.class.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  private static String said(Process running) throws IOException {
    return new String(running.getInputStream().readAllBytes());
  }
}
