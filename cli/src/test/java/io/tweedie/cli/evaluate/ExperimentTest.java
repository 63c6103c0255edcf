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
        .contains("'cooking', which is not known; choose one of restoration, gui");

    Cli mistake = evaluate(EXPERIMENT.replace("solvers:", "solver:"));
    assertThat(mistake.exit()).isEqualTo(2);
    assertThat(mistake.err()).contains("experiment.yaml: sections[0]");

    assertThat(evaluate("kind: guidance\n").exit()).isEqualTo(2);
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
