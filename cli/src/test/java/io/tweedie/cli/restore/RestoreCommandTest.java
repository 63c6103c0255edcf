package io.tweedie.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyModel;
import io.tweedie.cli.terminal.Interruption;
import io.tweedie.cli.terminal.OutputNames;
import io.tweedie.models.checkpoint.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  @TempDir Path temp;

  @BeforeAll
  static void writeModel() throws IOException {
    TinyModel.in(shared.resolve("model"));
  }

  private Cli restore(Interruption interruption, Path image, String task, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("restore", image, "--task", task));
    arguments.addAll(List.of("--model", shared.resolve("model"), "--precision", "fp32"));
    arguments.addAll(List.of("--steps", "4", "--out", temp.resolve("out")));
    arguments.addAll(List.of(more));
    return Cli.run(interruption, arguments.toArray());
  }

  private Cli restore(Path image, String task, Object... more) {
    return restore(new Interruption(), image, task, more);
  }

  private Path out(String name) {
    return temp.resolve("out").resolve(name);
  }

  @ParameterizedTest
  @CsvSource({
    "sr:2, 26, 18",
    "sr-bicubic:3, 39, 27",
    "inpaint-random:0.8, 13, 9",
    "colorize, 13, 9"
  })
  void writesResultPanelAndRecordForOddSizes(String task, int height, int width) {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 13, 9, 1);

    Cli run = restore(photo, task);

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(Pictures.describe(out("photo.restored.png")))
        .isEqualTo("3 x %d x %d".formatted(height, width));
    assertThat(out("photo.panel.png")).exists();
    assertThat(out("run.json")).exists();
    assertThat(out(".photo.state.safetensors")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddnm", "dps", "ilvr", "mcg"})
  void everySolverFillsAMaskAndTheProjectingOnesKeepWhatIsKnown(String solver) {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 13, 18, 1);
    Path mask = Pictures.writeMask(temp.resolve("mask.png"), 13, 18);

    Cli run = restore(photo, "inpaint-mask:" + mask, "--solver", solver, "--preset", "paper");

    assertThat(run.exit()).as(run.err()).isZero();
    if (!solver.equals("dps")) {
      assertThat(Pictures.leftDifference(photo, out("photo.restored.png"))).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void graysStayGrayAndAlphaGrowsWithThePhoto() {
    Path gray = Pictures.write(temp.resolve("gray.png"), 1, 8, 8, 1);
    Path glass = Pictures.writeWithAlpha(temp.resolve("glass.png"), 8, 8, 1);

    assertThat(restore(gray, "sr:2", glass).exit()).isZero();

    assertThat(Pictures.describe(out("gray.restored.png"))).isEqualTo("1 x 16 x 16");
    assertThat(Pictures.describe(out("glass.restored.png"))).isEqualTo("3 x 16 x 16 with alpha");
  }

  @Test
  void printsOneJsonObjectWhichIsTheRecord() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
    Path original = Pictures.write(temp.resolve("original.png"), 3, 17, 16, 2);

    Cli run =
        restore(photo, "sr:2", "--json", "--reference", original, "--seed=5", "--batching=fast");

    JsonNode record = JSON.readTree(out("run.json").toFile());
    assertThat(JSON.readTree(run.out())).isEqualTo(record);
    assertThat(record.at("/command/0").asText()).isEqualTo("restore");
    assertThat(record.at("/versions/tweedie").asText()).matches("\\d.*");
    assertThat(record.at("/model/sha256").asText()).hasSize(64);
    assertThat(record.at("/model/batching").asText()).isEqualTo("fast");
    assertThat(record.at("/operator/parameters/factor").asInt()).isEqualTo(2);
    assertThat(record.at("/solver/weight").asDouble()).isEqualTo(1);
    assertThat(record.at("/plan/transition/temperature").asDouble()).isEqualTo(0.7);
    assertThat(record.at("/plan/transition/inner/eta").asDouble()).isEqualTo(0.15);
    assertThat(record.at("/plan/steps").asText()).isEqualTo("geometric:4,0.8,0.03");
    assertThat(record.at("/plan/start").asText()).isEqualTo("guess:0.0");
    assertThat(record.at("/seed").asLong()).isEqualTo(5);
    assertThat(record.at("/timesteps")).hasSize(4);
    assertThat(record.at("/nfe").asInt()).isEqualTo(4);
    assertThat(record.at("/peak_memory_bytes").asLong()).isPositive();
    assertThat(record.at("/images/0/metrics/psnr").asDouble()).isBetween(0.0, 30.0);
    assertThat(record.at("/inputs")).hasSize(2);
    assertThat(record.at("/outputs/photo.restored.png").asText())
        .isEqualTo(Sha256.of(out("photo.restored.png")));
  }

  @Test
  void aPhotoAmongOthersComesOutAsAlone() throws IOException {
    List<Path> photos = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      photos.add(Pictures.write(temp.resolve("p" + i + ".png"), 3, 10, 12, i));
    }
    List<byte[]> alone = new ArrayList<>();
    for (Path photo : photos) {
      assertThat(restore(photo, "sr:2").exit()).isZero();
      alone.add(Files.readAllBytes(out(OutputNames.of(photo) + ".restored.png")));
      Files.delete(out(OutputNames.of(photo) + ".restored.png"));
    }

    assertThat(restore(photos.get(0), "sr:2", photos.get(2), photos.get(1)).exit()).isZero();

    for (int i = 0; i < 3; i++) {
      assertThat(out("p" + i + ".restored.png")).hasBinaryContent(alone.get(i));
    }
  }

  /** Asks to stop at the given step. */
  private static Interruption stopAt(int step) {
    return new Interruption() {
      private int steps;

      @Override
      public boolean requested() {
        return ++steps == step;
      }
    };
  }

  @Test
  @Tag("processor")
  void aStoppedRunGoesOnAndEndsAsIfItHadNotBeenStopped() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 10, 12, 1);
    Path other = Pictures.write(temp.resolve("other.png"), 3, 9, 12, 2);
    assertThat(restore(photo, "sr:2", other).exit()).isZero();
    byte[] photoUnstopped = Files.readAllBytes(out("photo.restored.png"));
    byte[] otherUnstopped = Files.readAllBytes(out("other.restored.png"));
    Files.delete(out("photo.restored.png"));
    Files.delete(out("run.json"));

    Cli stopped = restore(stopAt(3), photo, "sr:2", other);

    assertThat(stopped.exit()).isEqualTo(1);
    assertThat(stopped.err()).contains("after step 3 of 4").contains("the same command goes on");
    assertThat(out("photo.restored.png")).doesNotExist();
    assertThat(out("run.json")).doesNotExist();

    Cli resumed = restore(photo, "sr:2", other);
    assertThat(JSON.readTree(out("run.json").toFile()).at("/nfe").asInt()).isEqualTo(4);

    assertThat(resumed.exit()).isZero();
    assertThat(resumed.err()).contains("photo.png: going on after step 3 of 4");
    assertThat(out("photo.restored.png")).hasBinaryContent(photoUnstopped);
    assertThat(out("other.restored.png")).hasBinaryContent(otherUnstopped);
    try (Stream<Path> left = Files.list(temp.resolve("out"))) {
      assertThat(left.filter(f -> f.getFileName().toString().startsWith("."))).isEmpty();
    }
  }

  @Test
  void aStateOfOtherSettingsIsNotGoneOnFrom() {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 10, 12, 1);
    assertThat(restore(stopAt(2), photo, "sr:2").exit()).isEqualTo(1);

    Cli other = restore(photo, "sr:2", "--seed", "1");

    assertThat(other.exit()).isZero();
    assertThat(other.err()).isEmpty();
  }

  @Test
  void replayRepeatsARunAndTellsWhenItCannot() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 10, 12, 1);
    assertThat(restore(photo, "sr:2", "--seed", "3").exit()).isZero();

    Cli same = Cli.run("replay", out("run.json"), "--json");

    assertThat(same.exit()).as(same.err()).isZero();
    assertThat(JSON.readTree(same.out()).path("same").asBoolean()).isTrue();

    String record = Files.readString(out("run.json"));
    Files.writeString(out("run.json"), record.replace("\"3\"", "\"4\""));
    Cli differs = Cli.run("replay", out("run.json"));
    assertThat(differs.exit()).isEqualTo(1);
    assertThat(differs.out()).contains("photo.restored.png: differs");

    Pictures.write(photo, 3, 10, 12, 9);
    assertThat(Cli.run("replay", out("run.json")).err()).contains("photo.png has changed");
  }

  @Test
  void settingsOfTheSolverCanBeChanged() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);

    Cli run =
        restore(
            photo,
            "sr:2",
            "--solver",
            "mcg",
            "--set",
            "stepSize=0.25",
            "--set",
            "noisedAt=previous",
            "--eta",
            "0.5",
            "--json");

    JsonNode record = JSON.readTree(run.out());
    assertThat(record.at("/solver/stepSize").asDouble()).isEqualTo(0.25);
    assertThat(record.at("/solver/noisedAt").asText()).isEqualTo("previous");
    assertThat(record.at("/plan/transition/kind").asText()).isEqualTo("Ddim");
    assertThat(record.at("/plan/transition/eta").asDouble()).isEqualTo(0.5);
  }

  @Test
  void aBareNumberOfStepsKeepsTheSpacingOfTheSolver() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);

    Cli run = restore(photo, "sr:2", "--json", "--steps", "5");

    assertThat(JSON.readTree(run.out()).at("/plan/steps").asText())
        .isEqualTo("geometric:5,0.8,0.03");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sr:4:2 |                    | did you mean sr:4",
        "upscale:4 |                 | did you mean sr:4?",
        "jpeg |                      | is no JPEG file",
        "denoise |                   | too small to find the strength of its noise",
        "sr:2 | --mask-fill=white    | sr:2 has none",
        "inpaint-mask:m.png | --mask-fill=red | black or white, not 'red'",
        "denoise | --sigma=25        | divide a sigma of 8-bit images by 255",
        "sr:2 | --solver=dpss        | choose one of posterior-mean",
        "sr:2 | --preset=mine        | choose paper, official, fast, balanced, best, tuned or posterior",
        "sr:2 | --quality=good       | choose fast, balanced, best",
        "sr:2 | --steps=quadratic:900 | at most 801 of 1000 timesteps",
        "sr:2 | --set=start=there    | noise, grey, guess or guess:TEMPERATURE",
        "sr:2 | --set=temperature=2  | temperature must be in [0, 1]",
        "sr:2 | --set=zeta=1         | there is no setting 'zeta'; it has weight, steps, eta, temperature",
        "sr:2 | --set=weight=much    | weight takes a number, not 'much'",
        "sr:2 | --steps=many         | trailing:100",
        "sr:2 | --steps=2000         | cannot visit 2000 of 1000",
        "sr:2 | --eta=2              | eta must be in [0, 1]",
        "sr:2 | --precision=fp8      | choose fp32 or bf16",
        "sr:2 | --batching=slow      | choose invariant or fast",
        "sr:2 | --model=nowhere      | neither a model that ships",
        "sr:2 | --model=ffhq-256     | pass --config ffhq-256 --weights FILE",
        "sr:2 | --weights=w.pt       | --config and --weights go together",
        "sr:2 | --threads=0          | --threads must be from 1 to",
        "sr:2 | --colour             | --colour"
      })
  void badUsageIsOneLineThatSaysWhatToDo(String task, String option, String advice) {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);

    Cli run = option == null ? restore(photo, task) : restore(photo, task, option);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1).first().asString().contains(advice);
  }

  /** They would take the noise for image, and give back what they were given. */
  @ParameterizedTest
  @CsvSource({"ddnm, denoise", "ilvr, sr:2", "mcg, inpaint-random:0.5"})
  void solversThatTakeNoiseForImageAreRefusedWithThoseThatServeIt(String solver, String task) {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);

    Cli run = restore(photo, task, "--sigma=0.05", "--solver", solver, "--model", "unloadable");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("for image").contains("ddrm").contains("posterior-mean");
  }

  @Test
  void negativeStepsAreRefused() {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);

    Cli run = restore(photo, "sr:2", "--solver=dps", "--set=stepSize=-1");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("stepSize must be a number of at least 0, got -1.0");
  }

  @ParameterizedTest
  @CsvSource({"fast, 3", "balanced, 6", "best, 100"})
  void qualityDecidesHowOftenThePriorIsAsked(String quality, int evaluations) throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 4, 4, 1);
    List<Object> arguments = new ArrayList<>(List.of("restore", photo, "--task", "sr:2"));
    arguments.addAll(List.of("--model", shared.resolve("model"), "--out", temp.resolve("out")));
    arguments.addAll(List.of("--quality", quality, "--json"));

    Cli run = Cli.run(arguments.toArray());

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(JSON.readTree(run.out()).at("/nfe").asInt()).isEqualTo(evaluations);
    arguments.addAll(List.of("--preset", "paper"));
    Cli both = Cli.run(arguments.toArray());
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains("give one of them");
  }

  @Test
  void aModelWithoutTunedSettingsTakesThoseOfTheAuthorsAndSaysSo() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 4, 4, 1);
    Path untuned = TinyModel.untuned(temp.resolve("untuned"));

    Cli run =
        Cli.run(
            "restore", photo, "--task", "sr:2", "--model", untuned, "--out", temp.resolve("out"));

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("tiny: ddnm (usual", "none were tuned for the model");
    JsonNode record = JSON.readTree(out("run.json").toFile());
    assertThat(record.at("/nfe").asInt()).isEqualTo(100);
    assertThat(record.at("/plan/steps").asText()).isEqualTo("uniform:100");
    assertThat(record.at("/chosen").asText()).contains("none were tuned");
    assertThat(restore(photo, "sr:2").err()).isEmpty();
    assertThat(JSON.readTree(out("run.json").toFile()).at("/chosen").asText())
        .isEqualTo("ddnm (usual for such photos), with settings tuned for the model");
  }

  /** One evaluation: the formula the project is named after. */
  @Test
  void noiseIsRemovedInOneEvaluation() throws IOException {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);

    Cli run =
        Cli.run(
            "restore",
            photo,
            "--task",
            "denoise",
            "--sigma=0.1",
            "--model",
            shared.resolve("model"),
            "--out",
            temp.resolve("out"),
            "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(JSON.readTree(run.out()).at("/nfe").asInt()).isEqualTo(1);
    assertThat(JSON.readTree(run.out()).at("/solver/kind").asText()).isEqualTo("PosteriorMean");
  }

  @Test
  void inputsThatWouldWriteTheSameFilesAreRefused() {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
    Path twin = Pictures.write(temp.resolve("twin/Photo.png"), 3, 8, 8, 2);

    Cli run = restore(photo, "sr:2", twin);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("two inputs are called 'Photo'");
  }

  @Test
  void photosAndMasksAreCheckedBeforeTheModelIsLoaded() throws IOException {
    Path model = TinyModel.in(temp.resolve("unloadable"));
    Files.write(model.resolve("weights.safetensors"), new byte[20]);
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
    Path mask = Pictures.writeMask(temp.resolve("mask.png"), 8, 9);

    Cli missing = restore(temp.resolve("none.png"), "sr:2", "--model", model);
    Cli misfit = restore(photo, "inpaint-mask:" + mask, "--model", model);
    Cli fitting = restore(photo, "sr:2", "--model", model);

    assertThat(missing.exit()).isEqualTo(1);
    assertThat(missing.err()).contains("none.png does not exist");
    assertThat(misfit.exit()).isEqualTo(1);
    assertThat(misfit.err()).contains("its picture is 8 x 8");
    assertThat(fitting.exit()).isEqualTo(1);
    assertThat(fitting.err()).contains("weights.safetensors");
    assertThat(fitting.err().lines()).hasSize(1);
  }

  @Test
  void whatTheMachineCannotDoIsSaidInALineToo() {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
    for (Throwable fault :
        new Throwable[] {
          new OutOfMemoryError("Java heap space"),
          new IllegalStateException(
              "[enforce fail at alloc_cpu.cpp:124] DefaultCPUAllocator: can't allocate memory")
        }) {
      Cli run = restore(failing(fault), photo, "sr:2");
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).contains("not enough memory").hasLineCount(1);
      assertThat(run.err()).doesNotContain("Java", "alloc_cpu");
    }
  }

  @Test
  void whatGoesWrongInTheProgramIsNotToldInItsWords() {
    Path photo = Pictures.write(temp.resolve("photo.png"), 3, 8, 8, 1);
    for (Throwable fault :
        new Throwable[] {
          new NullPointerException("Cannot invoke \"String.length()\" because \"x\" is null"),
          new ClassCastException("class java.lang.String cannot be cast"),
          new StackOverflowError(),
          new IllegalStateException("size of tensor a (3) must\nException raised from infer_size")
        }) {
      Cli run = restore(failing(fault), photo, "sr:2");
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).contains("--verbose shows where").hasLineCount(1);
      assertThat(run.err()).doesNotContain("null", "java", "tensor", "Error", "Exception");
    }
  }

  /** Fails at the first step. */
  private static Interruption failing(Throwable fault) {
    return new Interruption() {
      @Override
      public boolean requested() {
        if (fault instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) fault;
      }
    };
  }

  @Test
  void verboseAddsTheTrace() {
    Cli run = restore(temp.resolve("none.png"), "sr:2", "--verbose");

    assertThat(run.err()).contains("none.png does not exist").contains("\tat io.tweedie");
  }
}
