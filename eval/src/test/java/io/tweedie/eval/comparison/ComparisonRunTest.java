package io.tweedie.eval.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tweedie.eval.TinyFolder;
import io.tweedie.eval.comparison.GuidanceComparison.Way;
import io.tweedie.eval.grid.PartsListener;
import io.tweedie.models.prior.ClassEnergies;
import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On networks of random weights, for which every image is noise. */
class ComparisonRunTest {

  @TempDir static Path models;
  @TempDir Path out;

  @BeforeAll
  static void writeModels() throws IOException {
    TinyFolder.write(
        models,
        "tiny",
        """
        "architecture": "adm", "schedule": "linear",
        "config": {"image_size": 16, "num_channels": 32, "num_res_blocks": 1,
          "channel_mult": "1,1", "attention_resolutions": "", "num_heads": 1}
        """);
    String classifier =
        """
        "architecture": "cifar-resnet",
        "config": {"block": "basic", "blocks": [1], "width": 4, "out_channels": 3}
        """;
    Path guide = TinyFolder.write(models, "guide", classifier);
    TinyFolder.write(models, "judge", classifier);
    TinyFolder.write(
        models,
        "classes",
        """
        "architecture": "adm", "null_label": 3,
        "config": {"image_size": 16, "num_channels": 32, "num_res_blocks": 1,
          "channel_mult": "1,1", "attention_resolutions": "", "num_heads": 1,
          "class_cond": true, "num_classes": 4}
        """);
    TinyFolder.write(
        models,
        "noisy",
        """
        "architecture": "adm-classifier",
        "config": {"image_size": 16, "classifier_width": 32,
          "classifier_depth": 1, "channel_mult": "1,1", "classifier_attention_resolutions": "8",
          "num_head_channels": 32, "out_channels": 3}
        """);
    List<Double> three = List.of(-1.0, -1.5, -2.0);
    new ClassEnergies(List.of(1, 1, 1), three, three, three, three, three)
        .write(guide.resolve(ClassEnergies.FILE));
  }

  private static Way way(String name, String guidance, String schedule) {
    String guide = guidance == null ? null : models.resolve("guide").toString();
    return new Way(name, guidance, null, guide, schedule, null, null, null, null, null);
  }

  private static List<Way> ways() {
    return List.of(
        way("unguided", null, null),
        way("by nothing", "energy:0", null),
        way("by energy", "energy:400", "power:0"),
        way("by both", "energy-delta:400,0.15", "power:0"));
  }

  private ComparisonResults run(ModelPrior prior, PartsListener listener) throws IOException {
    GuidanceComparison comparison =
        new GuidanceComparison(
            "Ways",
            null,
            "tiny",
            models.resolve("judge").toString(),
            null,
            2,
            "ddim",
            "uniform:3",
            0.5,
            1,
            ways());
    return new ComparisonRun(comparison, prior, "test", out).run(listener);
  }

  private static ModelPrior prior() throws IOException {
    return Models.named(models.resolve("tiny").toString());
  }

  @Test
  void waysAreComparedFromTheSameNoise() throws IOException {
    try (ModelPrior prior = prior()) {
      AtomicInteger steps = new AtomicInteger();
      PartsListener counts =
          new PartsListener() {
            @Override
            public boolean stepped(int done) {
              return steps.incrementAndGet() > 0;
            }
          };
      List<ComparedWay> ways = run(prior, counts).ways();

      assertThat(steps).as("one batch, and three ways of three batches").hasValue(3 + 3 * 9);

      assertThat(ways).extracting(ComparedWay::name).startsWith("unguided", "by nothing");
      assertThat(ways).allMatch(way -> way.images() == 6 && way.nfe() == 3);
      assertThat(ways)
          .extracting(ComparedWay::classifierNfe)
          .startsWith(0.0)
          .element(2)
          .isEqualTo(3.0);
      ComparedWay unguided = ways.get(0);
      ComparedWay byNothing = ways.get(1);
      ComparedWay byEnergy = ways.get(2);
      assertThat(byNothing.contrast()).isEqualTo(unguided.contrast());
      assertThat(byNothing.diversity()).isEqualTo(unguided.diversity());
      assertThat(byEnergy.contrast()).isNotEqualTo(unguided.contrast());
      assertThat(unguided.energies()).isEmpty();
      assertThat(unguided.energyGap()).isEmpty();
      assertThat(byEnergy.trainingEnergies()).containsExactly(-1.0, -1.5, -2.0);
      assertThat(byEnergy.energy().orElseThrow())
          .as("climbing -E(x, y) takes E(x) down")
          .isLessThan(byNothing.energy().orElseThrow());

      List<String> lines = Files.readAllLines(out.resolve("results.csv"));
      assertThat(lines).hasSize(5);
      assertThat(lines.get(1)).startsWith("unguided,6,");
      String page = Files.readString(out.resolve("report.html"));
      // Two of accuracy, the schedules, the energies of three ways, and four pages.
      assertThat(page.split("data:image/png", -1)).hasSize(1 + 2 + 1 + 3 + 4);
      assertThat(out.resolve("cells/by-energy.png")).isNotEmptyFile();

      stopsAndGoesOn(prior, ways);
    }
  }

  /** From what the test above has left. */
  private void stopsAndGoesOn(ModelPrior prior, List<ComparedWay> whole) throws IOException {
    Files.delete(out.resolve("cells/by-energy.json"));
    List<String> heard = new ArrayList<>();
    PartsListener stops =
        new PartsListener() {
          @Override
          public void planned(int ways, int stored) {
            heard.add("%d of %d".formatted(stored, ways));
          }

          @Override
          public void began(String way, long steps) {
            heard.add("%s in %d steps".formatted(way, steps));
          }

          @Override
          public boolean stepped(int done) {
            return false;
          }
        };
    assertThatThrownBy(() -> run(prior, stops)).isInstanceOf(CancellationException.class);
    assertThat(heard).containsExactly("3 of 4", "by energy in 9 steps");
    assertThat(run(prior, PartsListener.NONE).ways())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("seconds")
        .isEqualTo(whole);
  }

  private static GuidanceComparison scaled() {
    return new GuidanceComparison(
        "Scales",
        null,
        "classes",
        models.resolve("judge").toString(),
        models.resolve("noisy").toString(),
        2,
        "ddim",
        "3",
        null,
        7,
        List.of(byScale("cg"), byScale("cfg")));
  }

  private static Way byScale(String method) {
    return new Way(method, method, List.of(0.0, 3.0), null, null, null, null, null, null, null);
  }

  @Test
  void aWayWithScalesIsOneAtEach() throws IOException {
    try (ModelPrior prior = Models.named(models.resolve("classes").toString())) {
      ComparisonResults results =
          new ComparisonRun(scaled(), prior, "test", out).run(PartsListener.NONE);
      List<ComparedWay> ways = results.ways();

      assertThat(ways)
          .extracting(ComparedWay::name)
          .containsExactly("cg 0", "cg 3", "cfg 0", "cfg 3");
      assertThat(ways).extracting(ComparedWay::nfe).containsExactly(3.0, 3.0, 3.0, 6.0);
      assertThat(ways).extracting(ComparedWay::classifierNfe).containsExactly(0.0, 3.0, 0.0, 0.0);
      // At scale 0 both are the unconditional prior, and begin with the same noise.
      assertThat(ways.get(0).diversity()).isEqualTo(ways.get(2).diversity());
      assertThat(ways.get(1).diversity()).isNotEqualTo(ways.get(3).diversity());
      assertThat(ways)
          .as("the classifier is asked about what it did not guide, too")
          .allMatch(way -> way.classifierAccuracies().size() == 3);
      assertThat(results.of(byScale("cfg"))).containsExactly(ways.get(2), ways.get(3));

      String page = Files.readString(out.resolve("report.html"));
      assertThat(page).contains("Accuracy by scale", "Images, cfg").doesNotContain("Schedules");
      // Two of accuracy, two by scale, and four pages.
      assertThat(page.split("data:image/png", -1)).hasSize(1 + 2 + 2 + 4);
      assertThat(out.resolve("cells/cfg-3.png")).isNotEmptyFile();
    }
  }

  @Test
  void theComparisonOfScalesThatShipsCanBeRead() throws IOException {
    GuidanceComparison comparison =
        GuidanceComparison.read(Path.of("..", "experiments", "digits-guidance.yaml"));
    assertThat(comparison.each())
        .hasSize(10)
        .allMatch(way -> way.classifier().equals("digits-classifier"))
        .extracting(Way::guidance)
        .contains("cg:0.0", "cfg:10.0");
  }

  @Test
  void gapsAreMeansOverClasses() {
    ComparedWay way =
        new ComparedWay(
            "a",
            4,
            List.of(0.5, 1.0),
            List.of(),
            0,
            0,
            0,
            0,
            List.of(-3.0, -5.0),
            List.of(-2.0, -8.0),
            1,
            1,
            1);
    assertThat(way.energyGap()).hasValue(2);
    assertThat(way.energy()).hasValue(-4);
    assertThat(way.judgeAccuracy()).isEqualTo(0.75);
  }

  @Test
  void theComparisonThatShipsCanBeRead() throws IOException {
    GuidanceComparison comparison =
        GuidanceComparison.read(Path.of("..", "experiments", "robust-guidance.yaml"));
    assertThat(comparison.ways()).extracting(Way::name).contains("figure 4.11", "no guidance");
    assertThat(comparison.judge()).isNotEqualTo(comparison.ways().get(1).classifier());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "per_class: 1 | per_class must be at least 2, got 1",
        "ways: [] | ways are missing",
        "ways: [{guidance: 'energy:1'}] | ways[0]: name is missing",
        "ways: [{name: a, guidance: 'energy:1'}] | classifier is missing for 'a'",
        "ways: [{name: a, schedule: never}] | ways[0]: guidance schedule 'never' is not known",
        "ways: [{name: a b}, {name: a-b}] | two of the ways would both be stored as 'a-b'",
        "ways: [{name: a, scales: [1]}] | ways[0]: scales are of a guidance",
        "ways: [{name: a, guidance: cfg, scales: []}] | ways[0]: scales are missing",
        "ways: [{name: a, guidance: cfg, scales: [1, 1]}] | two of the ways would both be stored as",
        "ways: [{name: a, guidance: magic, scales: [1]}] | guidance 'magic' is not known",
        "ways: [{name: a, guidance: cg, scales: [1]}] | classifier is missing for 'a 1'",
        "colour: red | colour is not known; here"
      })
  void nonsenseIsExplained(String line, String message) throws IOException {
    String key = line.substring(0, line.indexOf(':'));
    List<String> lines = new ArrayList<>(List.of("kind: guidance-comparison"));
    for (String given :
        List.of("title: t", "model: m", "judge: j", "per_class: 2", "ways: [{name: a}]")) {
      if (!given.startsWith(key + ":")) {
        lines.add(given);
      }
    }
    lines.add(line.strip());
    Path file = Files.write(out.resolve("e.yaml"), lines);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GuidanceComparison.read(file))
        .withMessageContaining(message.strip());
  }
}
