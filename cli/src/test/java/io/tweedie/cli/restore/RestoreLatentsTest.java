package io.tweedie.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyModel;
import io.tweedie.cli.TinyPipeline;
import io.tweedie.cli.terminal.Interruption;
import io.tweedie.models.checkpoint.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tweedie restore} with a text-to-image model, small and of random weights. */
class RestoreLatentsTest {

  private static final int STEPS = 3;

  @TempDir private static Path models;
  private static Path model;
  private static Path ofPixels;

  @TempDir private Path temp;
  private Path photo;

  @BeforeAll
  static void writeModels() throws IOException {
    model = TinyPipeline.in(models.resolve("tiny-pipeline"));
    ofPixels = TinyModel.in(models.resolve("pixels"));
  }

  /** Twice its size is no multiple of four, as which the model has its pictures. */
  @BeforeEach
  void writePhoto() {
    photo = Pictures.write(temp.resolve("photo.png"), 3, 7, 9, 1);
  }

  private Cli restore(Interruption interruption, Path asked, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("restore", photo, "--out", temp));
    arguments.addAll(List.of("--model", asked, "--steps", STEPS, "--precision", "fp32"));
    arguments.addAll(List.of(more));
    return Cli.run(interruption, arguments.toArray());
  }

  private Cli restore(Object... more) {
    return restore(new Interruption(), model, more);
  }

  /** The hash of the restored picture. */
  private String restored(Object... more) throws IOException {
    Cli run = restore(more);
    assertThat(run.exit()).as(run.err()).isZero();
    return Sha256.of(temp.resolve("photo.restored.png"));
  }

  private JsonNode record() throws IOException {
    return new ObjectMapper().readTree(temp.resolve("run.json").toFile());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ldps    | Ldps   | 1",
        "gml-dps | GmlDps | 1",
        "psld    | Psld   | 1",
        "ldir    | Ldir   | 1",
        "p2l     | P2l    | 2",
        "dps     | Dps    | 1",
        "red-diff| RedDiff| 1"
      })
  void restoresAPictureOfAnySize(String solver, String kind, int evaluations) throws IOException {
    restored("--task", "sr:2", "--solver", solver);
    assertThat(Pictures.describe(temp.resolve("photo.restored.png"))).isEqualTo("3 x 14 x 18");
    assertThat(record().at("/solver/kind").asText()).isEqualTo(kind);
    assertThat(record().at("/nfe").asInt()).isEqualTo(evaluations * STEPS);
    assertThat(record().at("/model/name").asText()).isEqualTo("tiny-pipeline");
    assertThat(record().at("/model/sha256/vae").asText()).hasSize(64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inpaint-box:3x4@2,2          | P2l  | 3 x 7 x 9",
        "deblur-gaussian:3,1.0        | P2l  | 3 x 7 x 9",
        "deblur-motion:5,0.5          | P2l  | 3 x 7 x 9",
        "denoise                      | P2l  | 3 x 7 x 9",
        "jpeg:10                      | Ldir | 3 x 7 x 9"
      })
  void servesTheTasksOfPixels(String task, String usual, String picture) throws IOException {
    restored("--task", task, "--sigma", "0.05");
    assertThat(Pictures.describe(temp.resolve("photo.restored.png"))).isEqualTo(picture);
    assertThat(record().at("/solver/kind").asText()).isEqualTo(usual);
  }

  @Test
  void takesTheSettingsThatWereTunedForThePipeline() throws IOException {
    Path tuned = TinyPipeline.in(temp.resolve("tuned-pipeline"));
    Files.writeString(
        tuned.resolve("pipeline.json"),
        """
        {"tuned": [{"solver": "p2l", "tasks": ["sr"], "preset": "paper",
          "settings": {"promptIterations": "0", "stepSize": "0.5"},
          "steps": {"balanced": "2", "best": "4"}}]}
        """);
    Object[] asked = {"restore", photo, "--out", temp, "--model", tuned, "--task", "sr:2"};
    Cli usual = Cli.run(asked);
    assertThat(usual.exit()).as(usual.err()).isZero();
    assertThat(record().at("/nfe").asInt()).isEqualTo(2);
    assertThat(record().at("/solver/stepSize").asDouble()).isEqualTo(0.5);
    assertThat(usual.err()).doesNotContain("none were tuned");
    Object[] best = Stream.concat(Stream.of(asked), Stream.of("--quality", "best")).toArray();
    assertThat(Cli.run(best).exit()).isZero();
    assertThat(record().at("/nfe").asInt()).isEqualTo(4);
  }

  @Test
  void theModelIsToldThePrompt() throws IOException {
    String nothing = restored("--task", "sr:2", "--solver", "ldps");
    assertThat(record().at("/prompt").asText("missing")).isEmpty();
    String boat = restored("--task", "sr:2", "--solver", "ldps", "--prompt", "a boat");
    assertThat(record().at("/prompt").asText()).isEqualTo("a boat");
    String[] guided = {"--task=sr:2", "--solver=ldps", "--prompt=a boat", "--scale=3"};
    String far = restored((Object[]) guided);
    assertThat(record().at("/scale").asDouble()).isEqualTo(3);
    String[] away = {"--task=sr:2", "--solver=ldps", "--prompt=a boat", "--negative=a house"};
    String house = restored((Object[]) away);
    assertThat(record().at("/negative").asText()).isEqualTo("a house");
    assertThat(record().at("/scale").asDouble()).isEqualTo(7.5);
    assertThat(List.of(nothing, boat, far, house)).doesNotHaveDuplicates();
    assertThat(restored("--task=sr:2", "--solver=ldps", "--prompt=a boat", "--scale=0"))
        .isEqualTo(nothing);
  }

  @Test
  void everyPartOfP2lHasASwitch() throws IOException {
    List<String> results = new ArrayList<>();
    for (String change :
        List.of(
            "promptIterations=0",
            "promptRate=0.5",
            "meanShift=3",
            "projection=none",
            "projection=glued",
            "every=1",
            "proximalWeight=0.01",
            "update=adam",
            "stepSize=2")) {
      results.add(
          restored(
              "--task=sr:2",
              "--solver=p2l",
              "--preset=paper",
              "--set=promptRate=0.3",
              "--set=" + change));
    }
    results.add(restored("--task=sr:2", "--solver=p2l", "--preset=paper", "--set=promptRate=0.3"));
    assertThat(results).doesNotHaveDuplicates();
  }

  @Test
  void bothTextsAreTunedIfAsked() throws IOException {
    String[] one = {
      "--task=sr:2",
      "--solver=p2l",
      "--scale=3",
      "--prompt=a",
      "--set=promptRate=0.3",
      "--set=texts=prompt"
    };
    String prompt = restored((Object[]) one);
    one[5] = "--set=texts=both";
    assertThat(restored((Object[]) one)).isNotEqualTo(prompt);
  }

  @Test
  void whatIsCutOffOfAPromptIsTold() {
    Cli run = restore("--task=sr:2", "--solver=ldps", "--prompt=abcdefghijklmnopqrstuvwxyz");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("the prompt is longer than the model reads; cut off: stuvwxyz");
  }

  @Test
  void aTunedPromptIsReadBack() throws IOException {
    restored("--task=sr:2", "--solver=p2l", "--prompt=ab", "--read-prompt=2");
    List<String> rows = Files.readAllLines(temp.resolve("photo.prompt.csv"));
    assertThat(rows).hasSize(1 + 2 * STEPS);
    assertThat(rows.get(0)).isEqualTo("step,place,token,distance");
    assertThat(rows.get(1)).startsWith("1,1,a,0.");
    assertThat(rows.get(2)).startsWith("1,2,b,0.");
    assertThat(record().path("outputs").has("photo.prompt.csv")).isTrue();
  }

  @Test
  void aStoppedRunGoesOnWithItsTunedPrompt() throws IOException {
    Object[] how = {"--task=sr:2", "--solver=p2l", "--prompt=a boat", "--set=promptRate=0.3"};
    String whole = restored(how);
    Interruption stop =
        new Interruption() {
          private int steps;

          @Override
          public boolean requested() {
            return ++steps == 2;
          }
        };
    assertThat(restore(stop, model, how).exit()).isEqualTo(1);
    Cli resumed = restore(how);
    assertThat(resumed.err()).contains("going on after step 2 of 3");
    assertThat(Sha256.of(temp.resolve("photo.restored.png"))).isEqualTo(whole);
  }

  /** The pictures have 20 x 28 pixels, 10 x 14 latents, of which the model was trained on 8 x 8. */
  @Test
  void largeLatentsAreSeenInTiles() throws IOException {
    photo = Pictures.write(temp.resolve("photo.png"), 3, 10, 14, 1);
    String[] how = {"--task=sr:2", "--solver=ldps", "--prompt=a", "--scale=2", "--tiles=uniform"};
    String uniform = restored((Object[]) how);
    assertThat(record().at("/tiles/window").asText()).isEqualTo("uniform");
    assertThat(record().at("/tiles/tile").asInt()).isEqualTo(8);
    assertThat(record().at("/tiles/stride").asInt()).isEqualTo(4);
    // Two halves of guidance in 2 x 3 tiles.
    assertThat(record().at("/nfe").asInt()).isEqualTo(12 * record().at("/timesteps").size());
    how[4] = "--tiles=gaussian:8,4";
    String gaussian = restored((Object[]) how);
    how[4] = "--tiles=gaussian:14,7";
    String one = restored((Object[]) how);
    how[4] = "--seed=0";
    String whole = restored((Object[]) how);
    assertThat(record().has("tiles")).isFalse();
    assertThat(record().at("/nfe").asInt()).isEqualTo(2 * record().at("/timesteps").size());
    assertThat(List.of(uniform, gaussian, whole)).doesNotHaveDuplicates();
    assertThat(one).isEqualTo(whole);
  }

  @Test
  void aRunReplays() throws IOException {
    restored("--task=sr:2", "--solver=psld", "--prompt=a boat");
    Cli replay = Cli.run("replay", temp.resolve("run.json"));
    assertThat(replay.exit()).as(replay.out() + replay.err()).isZero();
    assertThat(replay.out()).contains("photo.restored.png: the same");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--solver=ddnm | DDNM does not restore in latents",
        "--solver=ddrm | DDRM does not restore in latents",
        "--solver=diffpir | DiffPIR does not restore in latents",
        "--class=1 | model tiny-pipeline is told a text: say --prompt",
        "--guidance=cfg:3 | model tiny-pipeline is told a text: say --prompt",
        "--scale=-1 | the scale is at least 0",
        "--tiles=square | tiles are uniform or gaussian",
        "--tiles=uniform:7 | takes tiles whose sides are multiples of 2 latents, not 7",
        "--tiles=uniform:8,9 | tiles of 8 x 8 need a stride of 1 to 8, got 9",
        "--set=promptIterations=-1 | promptIterations must be a whole number of at least 0"
      })
  void whatDoesNotGoWithLatentsIsRefusedInALine(String word, String told) {
    refused(restore("--task=sr:2", word.startsWith("--set") ? "--solver=p2l" : word, word), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--solver=p2l | P2L restores in the latents of an autoencoder, and this model is of pixels",
        "--solver=ldir | LDIR restores in the latents",
        "--prompt=a | model tiny can be told no text",
        "--tiles=uniform | --tiles are for text-to-image models",
        "--scale=3 | model tiny can be told no text"
      })
  void whatDoesNotGoWithPixelsIsRefusedInALine(String word, String told) {
    refused(restore(new Interruption(), ofPixels, "--task=sr:2", word), told);
  }

  private static void refused(Cli run, String told) {
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(told);
    assertThat(run.err().strip().lines().filter(line -> line.contains(told.substring(0, 8))))
        .hasSize(1);
    assertThat(run.err()).doesNotContain("Exception", "null");
  }
}
