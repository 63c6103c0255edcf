package io.tweedie.eval.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tweedie.eval.TinyFolder;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.models.prior.Classifier;
import io.tweedie.models.prior.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On networks of random weights, for which every image is noise. */
class GuidanceRunTest {

  private static final GuidanceExperiment EXPERIMENT =
      new GuidanceExperiment(
          "guidance",
          "tiny",
          "tiny-classifier",
          "tiny-judge",
          List.of("cg", "cfg"),
          List.of(0.0, 3.0),
          2,
          "ddim",
          "3",
          7);

  @TempDir static Path models;
  @TempDir Path out;

  @BeforeAll
  static void writeModels() throws IOException {
    TinyFolder.write(
        models,
        "tiny",
        """
        "architecture": "adm", "null_label": 3,
        "config": {"image_size": 16, "in_channels": 1, "num_channels": 32, "num_res_blocks": 1,
          "channel_mult": "1,1", "attention_resolutions": "", "num_heads": 1,
          "class_cond": true, "num_classes": 4}
        """);
    String classifier =
        """
        "architecture": "adm-classifier",
        "config": {"image_size": 16, "in_channels": 1, "classifier_width": 32,
          "classifier_depth": 1, "channel_mult": "1,1", "classifier_attention_resolutions": "8",
          "num_head_channels": 32, "out_channels": 3}
        """;
    TinyFolder.write(models, "tiny-classifier", classifier);
    TinyFolder.write(models, "tiny-judge", classifier);
  }

  private static GuidanceNetworks load() {
    try {
      return new GuidanceNetworks(
          Model.load(models.resolve("tiny")),
          Classifier.load(models.resolve("tiny-classifier")),
          Classifier.load(models.resolve("tiny-judge")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GuidanceRun run(GuidanceExperiment experiment) {
    return new GuidanceRun(experiment, new RunInfo("tiny", "abc", "here", "test"), out);
  }

  @Test
  void everyMethodAndScaleIsMeasuredAndReported() throws IOException {
    GuidanceResults results = run(EXPERIMENT).run(GuidanceRunTest::load, GuidanceListener.NONE);

    assertThat(results.cells()).hasSize(4).allMatch(cell -> cell.images() == 6);
    assertThat(results.of("cfg")).extracting(GuidanceCell::nfe).containsExactly(3.0, 6.0);
    assertThat(results.of("cg")).extracting(GuidanceCell::nfe).containsExactly(3.0, 3.0);
    assertThat(results.of("cg")).extracting(GuidanceCell::classifierNfe).containsExactly(0.0, 3.0);
    // At scale 0 both are the unconditional prior, and begin with the same noise.
    assertThat(results.of("cg").get(0).diversity()).isEqualTo(results.of("cfg").get(0).diversity());
    assertThat(results.of("cg").get(1).diversity())
        .isNotEqualTo(results.of("cfg").get(1).diversity());
    for (GuidanceCell cell : results.cells()) {
      assertThat(cell.judgeAccuracies()).hasSize(3);
      assertThat(cell.worstClass()).isLessThanOrEqualTo(cell.judgeAccuracy());
    }
    List<String> lines = Files.readAllLines(out.resolve("results.csv"));
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).startsWith("method,scale,images,accuracy_classifier,accuracy_judge,");
    assertThat(lines.get(4)).startsWith("cfg,3.0,6,");
    assertThat(out.resolve("results.json")).content().contains("\"judge_accuracies\"");
    assertThat(out.resolve("curves.png")).isNotEmptyFile();
    assertThat(out.resolve("cells/cfg-3.png")).isNotEmptyFile();
    String page = Files.readString(out.resolve("report.html"));
    assertThat(page).contains("Guidance of tiny", "What accuracy costs", "data:image/png");
    // Four cells and three charts.
    assertThat(page.split("data:image/png", -1)).hasSize(1 + 4 + 3);
  }

  @Test
  void anInterruptedRunGoesOnAndEqualsOneInOneGo() throws IOException {
    List<GuidanceCell> whole =
        run(EXPERIMENT).run(GuidanceRunTest::load, GuidanceListener.NONE).cells();
    Files.delete(out.resolve("cells/cfg-0.json"));
    List<String> drawn = new ArrayList<>();
    GuidanceListener stops =
        new GuidanceListener() {
          @Override
          public boolean stepped() {
            return false;
          }
        };
    assertThatThrownBy(() -> run(EXPERIMENT).run(GuidanceRunTest::load, stops))
        .isInstanceOf(CancellationException.class);

    List<GuidanceCell> resumed =
        run(EXPERIMENT)
            .run(
                GuidanceRunTest::load,
                new GuidanceListener() {
                  @Override
                  public void planned(int cells, int stored) {
                    drawn.add("%d of %d are there".formatted(stored, cells));
                  }

                  @Override
                  public void finished(GuidanceCell cell) {
                    drawn.add(cell.form() + " " + cell.scale());
                  }
                })
            .cells();

    assertThat(drawn).containsExactly("3 of 4 are there", "cfg 0.0");
    assertThat(resumed)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("seconds")
        .isEqualTo(whole);
  }

  @Test
  void aFinishedRunLoadsNothingAndOtherSettingsAreMeasuredAnew() throws IOException {
    run(EXPERIMENT).run(GuidanceRunTest::load, GuidanceListener.NONE);
    run(EXPERIMENT)
        .run(
            () -> {
              throw new AssertionError("there is nothing to do");
            },
            GuidanceListener.NONE);
    GuidanceExperiment other =
        new GuidanceExperiment(
            "guidance",
            "tiny",
            "tiny-classifier",
            "tiny-judge",
            List.of("cfg"),
            List.of(3.0),
            2,
            "ddim",
            "3",
            8);
    List<GuidanceCell> finished = new ArrayList<>();
    run(other)
        .run(
            GuidanceRunTest::load,
            new GuidanceListener() {
              @Override
              public void finished(GuidanceCell cell) {
                finished.add(cell);
              }
            });
    assertThat(finished).hasSize(1);
  }

  @Test
  void theExperimentThatShipsCanBeRead() throws IOException {
    GuidanceExperiment experiment =
        GuidanceExperiment.read(Path.of("..", "experiments", "digits-guidance.yaml"));
    assertThat(experiment.scales()).containsExactly(0.0, 1.0, 3.0, 5.0, 10.0);
    assertThat(experiment.guidances()).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: restoration | kind must be guidance",
        "per_class: 1 | per_class must be at least 2",
        "methods: [cfg, magic] | guidance 'magic' is not known; choose one of cfg, cg, cg-mean",
        "methods: [cfg, cfg] | name each method and scale once",
        "sampler: euler | sampler is ddpm or ddim",
        "steps: many | steps 'many' are not known",
        "colour: red | colour"
      })
  void nonsenseIsExplained(String line, String message) throws IOException {
    String key = line.substring(0, line.indexOf(':'));
    List<String> lines = new ArrayList<>();
    for (String given :
        List.of(
            "kind: guidance",
            "model: m",
            "classifier: c",
            "judge: j",
            "methods: [cfg]",
            "scales: [0, 3]",
            "per_class: 2")) {
      if (!given.startsWith(key + ":")) {
        lines.add(given);
      }
    }
    lines.add(line.strip());
    Path file = Files.write(out.resolve("e.yaml"), lines);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GuidanceExperiment.read(file))
        .withMessageContaining(message.strip());
  }
}
