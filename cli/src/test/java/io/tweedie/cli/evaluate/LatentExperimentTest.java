package io.tweedie.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.TinyModel;
import io.tweedie.cli.TinyPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments whose methods restore in latents and are told texts. */
class LatentExperimentTest {

  private static final String EXPERIMENT =
      """
      title: Small
      model: pipeline
      scenes: {count: 2, length: short, seed: 1}
      sections:
        - name: prompts
          tasks: sr:2
          steps: 2
          baselines: false
          noise: 0.01
          intermediates: [0]
          solvers:
            - {solver: ldps, name: oracle, prompt: "{caption}"}
            - {solver: ldps, name: wrong, prompt: "{other caption}"}
            - {solver: ldps, name: none, prompt: ""}
            - {solver: ldps, name: silent}
            - {solver: ldps, name: tiled, prompt: "a", negative: "b", scale: 2, tiles: "uniform:4,2"}
            - {solver: dps, model: pixels}
            - {solver: p2l, model: pixels}
            - ddnm
      """;

  @TempDir static Path temp;

  @BeforeAll
  static void prepare() throws IOException {
    TinyModel.in(temp.resolve("pixels"));
    TinyPipeline.in(temp.resolve("pipeline"));
  }

  private static Cli evaluate(String yaml, Object... more) throws IOException {
    Path file = temp.resolve("experiment.yaml");
    Files.writeString(file, yaml);
    List<Object> arguments = new ArrayList<>(List.of("evaluate", "--experiment", file));
    arguments.addAll(List.of("--out", temp.resolve("out")));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray());
  }

  @Test
  void methodsAreToldTextsAndAskModelsOfTheirOwn() throws IOException {
    Cli run = evaluate(EXPERIMENT, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(run.out());
    Map<String, JsonNode> rows = rows(run);
    assertThat(rows.get("oracle").path("images").asInt()).isEqualTo(2);
    double oracle = psnr(rows, "oracle");
    assertThat(psnr(rows, "none")).isEqualTo(psnr(rows, "silent")).isNotEqualTo(oracle);
    assertThat(psnr(rows, "wrong")).isNotEqualTo(oracle);
    assertThat(rows.get("oracle").path("nfe").asDouble()).isEqualTo(2);
    // Two steps, two halves of guidance, 3 x 3 tiles.
    assertThat(rows.get("tiled").path("nfe").asDouble()).isEqualTo(2 * 2 * 9);
    assertThat(rows.get("dps").path("images").asInt()).isEqualTo(2);
    assertThat(rows.get("p2l").path("notes").path(0).asText())
        .startsWith("not served: P2L")
        .doesNotContain("\n");
    assertThat(rows.get("ddnm").path("notes").path(0).asText())
        .startsWith("not served: DDNM does not restore in latents");
    assertThat(json.at("/other_models").size()).isEqualTo(1);
    assertThat(temp.resolve("out/prompts/cells/sr-2/scene-000/oracle.x0-0000.png")).exists();
    assertThat(Files.readAllLines(temp.resolve("out/scenes/captions.csv"))).hasSize(3);

    Cli retold = evaluate(EXPERIMENT.replace("{other caption}", "{caption}"), "--json");
    assertThat(retold.exit()).as(retold.err()).isZero();
    assertThat(psnr(rows(retold), "wrong")).isEqualTo(oracle);

    Cli again = evaluate(EXPERIMENT, "--json", "--limit", "1");
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(new ObjectMapper().readTree(again.out()).at("/results/prompts/0/images").asInt())
        .isEqualTo(1);
  }

  private static Map<String, JsonNode> rows(Cli run) throws IOException {
    Map<String, JsonNode> rows = new HashMap<>();
    new ObjectMapper()
        .readTree(run.out())
        .at("/results/prompts")
        .forEach(row -> rows.put(row.path("method").asText(), row));
    return rows;
  }

  private static double psnr(Map<String, JsonNode> rows, String method) {
    return rows.get(method).at("/psnr/mean").asDouble();
  }

  @Test
  void anAutoencoderIsAppliedAgainAndAgain() throws IOException {
    String yaml =
        """
        kind: autoencoder
        title: Again
        model: pipeline
        scenes: {count: 3}
        rounds: 2
        """;
    Cli run = evaluate(yaml, "--json", "--limit", "2");
    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode rounds = new ObjectMapper().readTree(run.out()).at("/results/rounds");
    assertThat(rounds).hasSize(2);
    // The first round begins at the picture: what it moved is what it is off, in [0, 1].
    double off = Math.pow(10, -psnrOf(0) / 20);
    assertThat(movedIn(0)).isCloseTo(off, within(1e-6));
    assertThat(movedIn(1)).isNotEqualTo(movedIn(0));
    assertThat(Files.readAllLines(temp.resolve("out/results.csv"))).hasSize(1 + 2 * 2);
    assertThat(temp.resolve("out/rounds/scene-001.02.png")).exists();
    refused(yaml.replace("model: pipeline", "model: pixels"), "has no autoencoder");
  }

  private static double psnrOf(int round) throws IOException {
    return Double.parseDouble(line(round)[2]);
  }

  private static double movedIn(int round) throws IOException {
    return Double.parseDouble(line(round)[3]);
  }

  /** Of the first picture. */
  private static String[] line(int round) throws IOException {
    return Files.readAllLines(temp.resolve("out/results.csv")).get(1 + round).split(",");
  }

  @Test
  void whatMakesNoSenseIsRefusedBeforeAnythingRuns() throws IOException {
    refused(
        EXPERIMENT.replace("scenes: {count: 2, length: short, seed: 1}", "images: scenes"),
        "prompts from captions need captions: FILE, or scenes");
    refused(EXPERIMENT.replace("seed: 1}", "seed: 1}\nimages: photos"), "leave out one of them");
    refused(
        EXPERIMENT.replace("uniform:4,2", "round"), "sections[0].solvers[4]: tiles are uniform");
    refused(EXPERIMENT.replace("solver: p2l, model", "solver: usual, model"), "name a solver");
    refused("kind: robustness\n", "--limit is of photos", "--limit", "1");
    refused(EXPERIMENT, "--spark asks one model of pictures", "--spark", "local[2]");
  }

  private static void refused(String yaml, String reason, Object... more) throws IOException {
    Cli run = evaluate(yaml, more);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(reason);
  }
}
