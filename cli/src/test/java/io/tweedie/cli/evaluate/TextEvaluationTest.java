package io.tweedie.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.TinyClip;
import io.tweedie.cli.TinyPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On pictures of random weights, 16 x 16, which no judge of scenes sees. */
class TextEvaluationTest {

  private static final String EXPERIMENT =
      """
      kind: text-to-image
      model: %s
      judge: scene-judge
      steps: 2
      unconditional: 1
      topics: [{name: boats, prompts: [a boat, a red boat, a red boat on a lake]}]
      negative: {prompt: a boat, negative: dark, scales: [0, 2]}
      accuracy: {captions: 2, scales: [5]}
      """;

  @TempDir private static Path models;
  @TempDir private Path temp;

  @BeforeAll
  static void write() throws IOException {
    TinyPipeline.in(models.resolve("tiny"));
    TinyClip.in(TinyPipeline.in(models.resolve("scored")).resolve("clip"));
  }

  private Path experiment(String model) throws IOException {
    return Files.writeString(
        temp.resolve("experiment.yaml"), EXPERIMENT.formatted(models.resolve(model)));
  }

  private Cli evaluate(Path experiment, Object... more) {
    Object[] arguments = new Object[5 + more.length];
    Object[] first = {"evaluate", "--experiment", experiment, "--out", temp.resolve("out")};
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return Cli.run(arguments);
  }

  @Test
  void evaluateDrawsAndScoresByThePipelinesOwnClip() throws IOException {
    Cli run = evaluate(experiment("scored"));

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("scored does not draw pictures of 64 x 64");
    assertThat(Files.readString(temp.resolve("out/results.csv")).lines())
        .hasSize(1 + 1 + 3 + 2)
        .first()
        .asString()
        .contains(",clip,")
        .doesNotContain("stated");
    JsonNode record = new ObjectMapper().readTree(temp.resolve("out/run.json").toFile());
    assertThat(record.path("model").path("name").asText()).isEqualTo("scored");
    assertThat(record.path("outputs").has("report.html")).isTrue();

    Cli again = evaluate(experiment("scored"));
    assertThat(again.err()).contains("6 of 6 pictures are there already");
  }

  @Test
  void oneOptionChangesTheModel() throws IOException {
    Cli run = evaluate(experiment("scored"), "--model", models.resolve("tiny"));

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(Files.readString(temp.resolve("out/results.csv"))).doesNotContain("clip,");
  }

  @Test
  void whatCannotBeCarriedOutIsBadUsage() throws IOException {
    Cli none = evaluate(experiment("nowhere"));
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("is no folder of diffusers");

    Cli seeded = evaluate(experiment("tiny"), "--seed", "3");
    assertThat(seeded.exit()).isEqualTo(2);
    assertThat(seeded.err()).contains("the seed of an experiment is in its file");

    Cli other = evaluate(experiment("tiny"), "--config", "ffhq-256", "--weights", "w.pt");
    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.err()).contains("name it with --model");
  }
}
