package io.tweedie.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.cli.Cli;
import io.tweedie.cli.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuidanceEvaluationTest {

  @TempDir Path temp;

  @BeforeEach
  void writeModels() throws IOException {
    TinyModel.ofClasses(temp.resolve("tiny"));
    TinyModel.classifier(temp.resolve("tiny-classifier"));
  }

  private Path experiment(String model) throws IOException {
    String text =
        """
        kind: guidance
        model: %s
        classifier: %s
        judge: %s
        methods: [cg, cfg]
        scales: [3]
        per_class: 2
        sampler: ddim
        steps: "2"
        """
            .formatted(
                temp.resolve(model),
                temp.resolve("tiny-classifier"),
                temp.resolve("tiny-classifier"));
    return Files.writeString(temp.resolve("experiment.yaml"), text);
  }

  @Test
  void evaluateRunsTheExperimentOfAFile() throws IOException {
    Cli run = Cli.run("evaluate", "--experiment", experiment("tiny"), "--out", temp.resolve("out"));

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(3).first().asString().startsWith("cg").contains("3.0");
    JsonNode record = new ObjectMapper().readTree(temp.resolve("out/run.json").toFile());
    assertThat(record.path("networks").has("tiny-classifier")).isTrue();
    assertThat(record.path("cells")).hasSize(2);
    assertThat(record.path("outputs").has("report.html")).isTrue();
    assertThat(temp.resolve("out/cells/cfg-3.png")).exists();
  }

  @Test
  void whatCannotBeCarriedOutIsBadUsage() throws IOException {
    TinyModel.in(temp.resolve("plain"));
    Cli wrong = Cli.run("evaluate", "--experiment", experiment("plain"));
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("cfg:3 needs a model trained with and without classes");

    Cli seeded = Cli.run("evaluate", "--experiment", experiment("tiny"), "--seed", "3");
    assertThat(seeded.exit()).isEqualTo(2);
    assertThat(seeded.err()).contains("the seed of an experiment is in its file");
  }
}
