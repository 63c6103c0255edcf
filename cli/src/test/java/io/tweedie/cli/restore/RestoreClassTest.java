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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreClassTest {

  @TempDir static Path models;
  @TempDir Path temp;
  private Path photo;

  @BeforeAll
  static void writeModels() throws IOException {
    TinyModel.ofClasses(models.resolve("tiny"));
    TinyModel.classifier(models.resolve("tiny-classifier"));
    TinyModel.in(models.resolve("colour"));
  }

  @BeforeEach
  void writePhoto() {
    photo = Pictures.write(temp.resolve("digit.png"), 1, 16, 16, 1);
  }

  private Cli restore(Object... more) {
    return restore(new Interruption(), more);
  }

  private Cli restore(Interruption interruption, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("restore", photo, "--out", temp));
    arguments.addAll(List.of("--task", "inpaint-box:8x8@4,4", "--precision", "fp32"));
    arguments.addAll(List.of("--model", models.resolve("tiny"), "--steps", "4"));
    arguments.addAll(List.of(more));
    return Cli.run(interruption, arguments.toArray());
  }

  /** The hash of the restored picture. */
  private String restored(Object... more) throws IOException {
    Cli run = restore(more);
    assertThat(run.exit()).as(run.err()).isZero();
    return Sha256.of(temp.resolve("digit.restored.png"));
  }

  private JsonNode record() throws IOException {
    return new ObjectMapper().readTree(temp.resolve("run.json").toFile());
  }

  @Test
  void aHoleIsFilledAsTheClassWouldFillIt() throws IOException {
    String any = restored();
    assertThat(record().has("class")).isFalse();
    String two = restored("--class", "2");
    assertThat(record().path("class").asInt()).isEqualTo(2);
    assertThat(record().has("guidance")).isFalse();
    String guided = restored("--class", "2", "--guidance", "cfg:300");
    assertThat(record().at("/guidance/form").asText()).isEqualTo("cfg");
    assertThat(record().at("/guidance/scale").asDouble()).isEqualTo(300);
    String other = restored("--class", "1", "--guidance", "cfg:300");

    assertThat(List.of(any, two, guided, other)).doesNotHaveDuplicates();
    assertThat(restored("--class", "2", "--guidance", "cfg:1")).isEqualTo(two);
    assertThat(restored("--class", "2", "--guidance", "cfg:0")).isEqualTo(any);
    assertThat(Pictures.describe(temp.resolve("digit.restored.png"))).isEqualTo("1 x 16 x 16");
  }

  @Test
  void aClassifierGuidesTooAndIsWrittenDown() throws IOException {
    String any = restored();
    assertThat(restored("--class", "0", "--guidance", "cg:40000")).isNotEqualTo(any);
    assertThat(record().at("/classifier/name").asText()).isEqualTo("tiny-classifier");
    assertThat(record().at("/classifier/sha256").asText()).hasSize(64);
    assertThat(restored("--class", "0", "--guidance", "cg-mean:0")).isEqualTo(any);
  }

  @Test
  void theIntervalCountsTheStepsOfTheRestoration() throws IOException {
    String two = restored("--class", "2");
    String[] guided = {"--class=2", "--guidance=cfg:300", "--guidance-interval=0,0.01"};
    assertThat(restored((Object[]) guided)).isEqualTo(two);
    guided[2] = "--guidance-interval=0,0.25";
    assertThat(restored((Object[]) guided)).isNotEqualTo(two);
    assertThat(record().at("/guidance/stop").asDouble()).isEqualTo(0.25);
  }

  @Test
  void everyEvaluationOfTheNetworkCounts() throws IOException {
    restored("--class", "2");
    int once = record().path("nfe").asInt();
    assertThat(once).isEqualTo(record().path("timesteps").size());
    restored("--class=2", "--guidance=cfg:300");
    assertThat(record().path("nfe").asInt()).isEqualTo(2 * once);
    restored("--class=2", "--guidance=cfg:300", "--guidance-interval=0,0.25");
    assertThat(record().path("nfe").asInt()).isBetween(once + 1, 2 * once - 1);
  }

  @Test
  void evaluationsBeforeAStopCountToo() throws IOException {
    String[] guided = {"--class=2", "--guidance=cfg:300"};
    restored((Object[]) guided);
    int whole = record().path("nfe").asInt();
    assertThat(restore(stopAfter(2), (Object[]) guided).exit()).isEqualTo(1);
    restored((Object[]) guided);
    assertThat(record().path("nfe").asInt()).isEqualTo(whole);
  }

  private static Interruption stopAfter(int steps) {
    return new Interruption() {
      private int seen;

      @Override
      public boolean requested() {
        return ++seen == steps;
      }
    };
  }

  @Test
  void aGuidedRunReplays() throws IOException {
    restored("--class", "2", "--guidance", "cg:5");
    Cli replay = Cli.run("replay", temp.resolve("run.json"));
    assertThat(replay.exit()).as(replay.out() + replay.err()).isZero();
    assertThat(replay.out()).contains("digit.restored.png: the same");
  }

  @Test
  void aRunOfAnotherClassDoesNotGoOnWhereOneStopped() throws IOException {
    String one = restored("--class", "1", "--guidance", "cfg:300");
    assertThat(restore(stopAfter(2), "--class", "2", "--guidance", "cfg:300").exit()).isEqualTo(1);
    assertThat(restored("--class", "1", "--guidance", "cfg:300")).isEqualTo(one);
  }

  @Test
  void aModelOfGrayPicturesRestoresInGray() throws IOException {
    photo = Pictures.write(temp.resolve("digit.png"), 3, 16, 16, 1);
    restored("--class", "2");
    assertThat(Pictures.describe(temp.resolve("digit.restored.png"))).isEqualTo("1 x 16 x 16");

    Cli colours = restore("--task", "colorize");
    assertThat(colours.err())
        .contains("colorize needs a model of colour pictures; this one is of gray ones");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--class=3 | model tiny-classes knows classes 0 to 2, not 3",
        "--guidance=cfg:3 | --guidance cfg:3 needs a class, as --class 3",
        "--class=1 --guidance=nothing:3 | guidance 'nothing' is not known; choose one of cfg, cg,",
        "--class=1 --guidance=cfg:a | guidance 'cfg:a' is not understood; write cfg with a scale",
        "--class=1 --guidance-interval=0,1 | go with --guidance",
        "--class=1 --guidance=cg:3 --classifier=nowhere | 'nowhere' is neither a model that ships"
      })
  void badUsageIsExplained(String options, String message) {
    Cli run = restore((Object[]) options.strip().split(" "));
    assertThat(run.exit()).as(run.out()).isEqualTo(2);
    assertThat(run.err()).contains(message.strip());
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void aModelWithoutClassesIsToldSo() {
    Cli run = restore("--model", models.resolve("colour"), "--class", "1", "--guidance", "cfg:3");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("model tiny knows no classes");
  }

  @Test
  void theHelpNamesEveryMethod() {
    for (String command : List.of("restore", "sample")) {
      assertThat(Cli.run(command, "--help").out().replaceAll("\\s+", " "))
          .contains(
              "cfg:W (classifier-free; 1 is none, 3 is usual), cg:W (by a classifier of noisy"
                  + " images; 0 is none), cg-mean:W (the same as a shift of the step's mean)");
    }
  }
}
