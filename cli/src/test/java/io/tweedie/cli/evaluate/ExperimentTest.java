package io.tweedie.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.Pictures;
import io.tweedie.cli.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {

  private static final String EXPERIMENT =
      """
      title: Small
      model: model
      images: photos
      size: 16
      sections:
        - {name: one, tasks: sr:2, solvers: [ddnm, ilvr], steps: 3, noise: [0, 0.1]}
      """;

  @TempDir Path temp;

  @BeforeEach
  void prepare() throws IOException {
    TinyModel.in(temp.resolve("model"));
    Pictures.write(temp.resolve("photos/a.png"), 3, 20, 20, 1);
  }

  private Cli evaluate(String yaml, Object... more) throws IOException {
    Path file = temp.resolve("experiment.yaml");
    Files.writeString(file, yaml);
    List<Object> arguments = new ArrayList<>(List.of("evaluate", "--experiment", file));
    arguments.addAll(List.of("--out", temp.resolve("out")));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray());
  }

  @Test
  void runsWhatTheFileSays() throws IOException {
    Cli run = evaluate(EXPERIMENT, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.at("/results/one, no noise").findValuesAsText("method"))
        .contains("ddnm", "ilvr", "baseline:bicubic");
    assertThat(json.at("/results").has("one, sigma 0.1")).isTrue();
    assertThat(json.at("/inputs")).hasSize(2);
    assertThat(json.at("/model/name").asText()).isEqualTo("tiny");
    assertThat(temp.resolve("out"))
        .isDirectoryContaining("glob:**report.html")
        .isDirectoryContaining("glob:**results.csv")
        .isDirectoryContaining("glob:**results.json")
        .isDirectoryContaining("glob:**run.json");
  }

  @Test
  void shardsTogetherGiveTheTablesOfTheWhole() throws IOException {
    Pictures.write(temp.resolve("photos/b.png"), 3, 20, 20, 2);
    Pictures.write(temp.resolve("photos/c.png"), 3, 20, 20, 3);
    String searching =
        """
        title: Small
        model: model
        images: photos
        size: 16
        sections:
          - name: one
            tasks: sr:2
            solvers: [{solver: dps, steps: 3, search: {setting: stepSize, values: [0.1, 1]}}]
        """;
    assertThat(evaluate(searching, "--out", temp.resolve("whole")).exit()).isZero();

    Cli first = evaluate(searching, "--shard", "1/2");
    assertThat(first.exit()).as(first.err()).isZero();
    // Two images under the method that was found, and two baselines besides the measurement.
    assertThat(first.out()).contains("shard 1 of 2: 8 cells", "the same command without --shard");
    assertThat(temp.resolve("out/results.csv")).doesNotExist();
    assertThat(temp.resolve("out/shard-1-of-2/run.json")).content().contains("1 of 2");
    assertThat(evaluate(searching, "--shard", "2/2").out()).contains("shard 2 of 2: 4 cells");

    Cli joined = evaluate(searching);
    assertThat(joined.exit()).as(joined.err()).isZero();
    assertThat(joined.err()).doesNotContain("restoring");
    assertThat(numbers("out")).isEqualTo(numbers("whole"));
    assertThat(temp.resolve("out/table.tex"))
        .hasSameTextualContentAs(temp.resolve("whole/table.tex"));
  }

  /** All that was measured without what a clock gave. */
  private String numbers(String out) throws IOException {
    JsonNode results =
        new ObjectMapper().readTree(temp.resolve(out).resolve("results.json").toFile());
    return results.get("sections").toString().replaceAll("\"seconds\":(\\{[^}]*}|[0-9.eE-]+)", "");
  }

  @Test
  void whatIsNotThereToDivideTheWorkIsToldInALine() throws IOException {
    Cli wrong = evaluate(EXPERIMENT, "--shard", "3/2");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("of 2 shards there are 1/2 to 2/2, not 3/2");
    Cli without = evaluate(EXPERIMENT, "--spark", "local[2]");
    assertThat(without.exit()).isEqualTo(1);
    assertThat(without.err()).contains("--spark needs module spark").hasLineCount(1);
    assertThat(evaluate(EXPERIMENT, "--spark", "local", "--shard", "1/2").exit()).isEqualTo(2);
  }

  @Test
  void theCommandLineMayNameAnotherModel() throws IOException {
    Cli run = evaluate(EXPERIMENT, "--model", temp.resolve("nowhere"));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("nowhere", "is neither a model that ships");
  }

  @Test
  void whatMakesNoSenseIsBadUsage() throws IOException {
    Cli seed = evaluate(EXPERIMENT, "--seed", 3);
    assertThat(seed.exit()).isEqualTo(2);
    assertThat(seed.err()).contains("the seed of an experiment is in its file");

    Cli kind = evaluate("kind: cooking\n");
    assertThat(kind.exit()).isEqualTo(2);
    assertThat(kind.err())
        .contains(
            "'cooking', which is not known; choose one of autoencoder, guidance-comparison, ");

    Cli mistake = evaluate(EXPERIMENT.replace("solvers:", "solver:"));
    assertThat(mistake.exit()).isEqualTo(2);
    assertThat(mistake.err()).contains("experiment.yaml: sections[0]");

    Cli former = evaluate("kind: guidance\nmethods: [cfg]\n");
    assertThat(former.exit()).isEqualTo(2);
    assertThat(former.err())
        .contains("'guidance-comparison' now", "write ways, such as {name: cfg");

    assertThat(evaluate(EXPERIMENT, "--tasks", "sr:2").exit()).isEqualTo(2);
    assertThat(Cli.run("evaluate", "--images", temp.resolve("photos")).exit()).isEqualTo(2);
    assertThat(Cli.run("evaluate").err()).contains("--experiment", "--images");
  }

  @Test
  void aGridHasNoiseAndSamplesToo() throws IOException {
    Cli run =
        Cli.run(
            "evaluate",
            "--images=" + temp.resolve("photos"),
            "--tasks=sr:2",
            "--solvers=ddnm",
            "--model=" + temp.resolve("model"),
            "--steps=3",
            "--poisson=2",
            "--samples=3",
            "--out=" + temp.resolve("grid"));

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode results = new ObjectMapper().readTree(temp.resolve("grid/results.json").toFile());
    assertThat(results.at("/plan/noise").asText()).isEqualTo("Poisson, rate 2.0");
    assertThat(results.at("/cells/0/outcome/uncertainty/samples").asInt()).isEqualTo(3);
    assertThat(temp.resolve("grid/report.html")).content().contains("Uncertainty", "Calibration");
  }
}
