package io.tweedie.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.tensor.Backend;
import io.tweedie.eval.experiment.RestorationExperiment;
import io.tweedie.eval.experiment.Workshop;
import io.tweedie.eval.grid.EvaluationListener;
import io.tweedie.models.prior.ModelSpec;
import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.Models;
import io.tweedie.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All jobs, two pieces of work at a time in this process, on files that only Hadoop finds. */
class JobsTest {

  private static final Map<String, String> SPARK =
      Map.of(
          "spark.master", "local[2]",
          "spark.ui.enabled", "false",
          "spark.hadoop.fs.store.impl", StoreFileSystem.class.getName());

  private static final String EXPERIMENT =
      """
      title: two tasks
      model: photos
      images: [photos]
      size: 16
      sections:
        - name: one
          tasks: [sr:2, "inpaint-random:0.5"]
          noise: 0.05
          solvers: [ddnm+]
          steps: "uniform:4"
        - name: search
          tasks: [sr:2]
          solvers:
            - {solver: dps, steps: 4, search: {setting: stepSize, values: [0.5, 1], images: 1}}
      """;

  @TempDir Path folder;

  @BeforeAll
  static void describeSpark() {
    Backend.initialize();
    Backend.setThreads(1);
    SPARK.forEach(System::setProperty);
  }

  @AfterAll
  static void stopSpark() {
    Contexts.stop();
    SPARK.keySet().forEach(System::clearProperty);
  }

  private String store(String name) {
    return "store://" + folder.resolve(name);
  }

  /** When each file was written. */
  private TreeMap<String, FileTime> times(String name) throws IOException {
    TreeMap<String, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve(name))) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(png|json)")).toList()) {
        times.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  /** The rows of a table, without the values that are missing. */
  private List<Map<String, String>> table(String name) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    InputFile file = new LocalInputFile(folder.resolve(name));
    try (ParquetReader<Group> reader = new GroupReader(file).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        Map<String, String> values = new TreeMap<>();
        for (int k = 0; k < row.getType().getFieldCount(); k++) {
          if (row.getFieldRepetitionCount(k) > 0) {
            values.put(row.getType().getType(k).toString(), row.getValueToString(k, 0));
          }
        }
        rows.add(values);
      }
    }
    return rows;
  }

  private static final class GroupReader extends ParquetReader.Builder<Group> {
    GroupReader(InputFile file) {
      super(file);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }

  @Test
  void photosAreRestoredAsByTheLibraryAndOnce() throws IOException {
    Digits.write(folder.resolve("small photos"), 3, 16);
    Files.writeString(folder.resolve("small photos/broken.png"), "no picture");
    String[] job = {
      "--in",
      store("small photos"),
      "--out",
      store("out"),
      "--model",
      "digits",
      "--seeds",
      "2",
      "task=sr:2",
      "steps=uniform:5",
      "seed=4"
    };
    assertThat(JobOptions.execute(new RestoreJob(), job)).isZero();

    Path photo = folder.resolve("small photos/digit1.png");
    try (ModelPrior prior = Models.named("digits")) {
      for (int seed = 4; seed < 6; seed++) {
        assertThat(folder.resolve("out/digit1.seed-%d.png".formatted(seed)))
            .hasBinaryContent(
                Digits.restored(prior, photo, "task=sr:2 steps=uniform:5 seed=" + seed));
      }
    }
    List<Map<String, String>> rows = table("out/restored.parquet");
    assertThat(rows).hasSize(8);
    assertThat(rows)
        .filteredOn(row -> row.containsKey("optional binary error (STRING)"))
        .hasSize(2)
        .allSatisfy(
            row ->
                assertThat(row.get("optional binary error (STRING)"))
                    .contains(store("small photos") + "/broken.png is"));
    assertThat(rows)
        .filteredOn("optional binary image (STRING)", "digit0.png")
        .hasSize(2)
        .allSatisfy(
            row ->
                assertThat(row)
                    .containsEntry("optional int32 width", "32")
                    .containsEntry("optional int32 nfe", "5")
                    .hasEntrySatisfying(
                        "optional binary provenance (STRING)",
                        provenance -> assertThat(provenance).contains("\"sha256\"", "\"solver\"")));

    Map<String, FileTime> before = times("out");
    Digits.write(folder.resolve("small photos"), 4, 16);
    job[10] = "seed=5";
    assertThat(JobOptions.execute(new RestoreJob(), job)).isZero();
    // The new photo under both seeds, and the others under the new seed: a picture and a row each.
    assertThat(times("out")).containsAllEntriesOf(before).hasSize(before.size() + 2 * (2 + 3));
  }

  @Test
  void imagesAreDrawnAsByTheLibraryAndOnce() throws IOException {
    String[] job = {
      "--out",
      folder.resolve("drawn").toString(),
      "--model",
      "digits",
      "--together",
      "2",
      "count=3",
      "steps=4"
    };
    assertThat(JobOptions.execute(new GenerateJob(), job)).isZero();
    TreeMap<String, FileTime> before = times("drawn");
    job[6] = "count=5";
    assertThat(JobOptions.execute(new GenerateJob(), job)).isZero();

    List<byte[]> all = Digits.drawn("count=5 steps=4");
    for (int k = 0; k < 5; k++) {
      assertThat(folder.resolve("drawn/sample-00000%d.png".formatted(k)))
          .hasBinaryContent(all.get(k));
    }
    // The third was drawn with a neighbour that was missing.
    assertThat(times("drawn")).containsAllEntriesOf(before.headMap("sample-000002"));
    assertThat(table("drawn/generated.parquet")).hasSize(5);
  }

  @Test
  void anExperimentGivesTheNumbersOfOneProcess() throws IOException {
    Digits.write(folder.resolve("photos"), 3, 20);
    Path experiment = Files.writeString(folder.resolve("experiment.yaml"), EXPERIMENT);
    Path alone = Files.createDirectories(folder.resolve("alone"));
    try (ModelPrior prior = Models.named("photos")) {
      RestorationExperiment.read(experiment)
          .run(new Workshop(alone, prior, "", Optional.empty(), EvaluationListener.NONE));
    }
    Path model = folder.resolve("model");
    Files.createDirectories(model);
    try (Stream<Path> files = Files.list(Zoo.folder("photos"))) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
    assertThat(model.resolve(ModelSpec.FILE)).exists();
    String[] job = {
      "--experiment", experiment.toString(), "--images", store("photos"),
      "--out", store("evaluated"), "--model", model.toString()
    };
    assertThat(JobOptions.execute(new EvaluateJob(), job)).isZero();

    assertThat(numbers("evaluated")).isEqualTo(numbers("alone"));
    assertThat(folder.resolve("evaluated/report.html")).exists();
    assertThat(folder.resolve("evaluated/one/cells/sr-2/digit0"))
        .isDirectoryContaining("glob:**/ddnmplus.png");
    assertThat(table("evaluated/results.parquet"))
        .hasSize(Files.readAllLines(folder.resolve("evaluated/results.csv")).size() - 1)
        .allSatisfy(
            row ->
                assertThat(row)
                    .containsKeys("optional double psnr", "optional binary status (STRING)")
                    .hasEntrySatisfying(
                        "optional binary conditions (STRING)",
                        conditions -> assertThat(conditions).endsWith("threads: 1"))
                    .doesNotContainKey("optional binary reason (STRING)"));

    Map<String, FileTime> before = times("evaluated/one");
    assertThat(JobOptions.execute(new EvaluateJob(), job)).isZero();
    assertThat(times("evaluated/one")).isEqualTo(before);
    assertThat(numbers("evaluated")).isEqualTo(numbers("alone"));
  }

  /** All cells and searches without what a clock gave. */
  private String numbers(String out) throws IOException {
    StringBuilder numbers = new StringBuilder();
    JsonNode results =
        new ObjectMapper().readTree(folder.resolve(out).resolve("results.json").toFile());
    for (JsonNode section : results.get("sections")) {
      numbers.append(section.get("searches")).append(section.get("cells"));
    }
    return numbers.toString().replaceAll("\"seconds\":[0-9.eE-]+", "");
  }
}
