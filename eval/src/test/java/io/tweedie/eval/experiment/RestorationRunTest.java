package io.tweedie.eval.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Backend;
import io.tweedie.eval.grid.Cell;
import io.tweedie.eval.grid.EvaluationListener;
import io.tweedie.eval.grid.SampleImages;
import io.tweedie.restore.Prior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class RestorationRunTest {

  private static final String EXPERIMENT =
      """
      title: Two solvers
      model: gaussian
      images: images
      size: 16
      seed: 3
      sections:
        - name: tables
          tasks: [sr:2, "inpaint-box:{size/4}"]
          steps: 6
          solvers:
            - ddnm
            - solver: dps
              search: {setting: stepSize, values: [0.01, 1, 3000], images: 1}
          noise: [0, {poisson: 1}]
        - name: process
          tasks: sr:2
          steps: 6
          solvers: [ddnm, dps]
          noise: 0.1
          images: 1
          samples: 4
          trace: true
          intermediates: [900, 500, 0]
          baselines: false
      """;

  private static final Prior PRIOR =
      Prior.of("prior", IsotropicMixture.normal(0, 0.4), NoiseSchedule.linear(1000));

  @TempDir Path folder;

  @BeforeAll
  static void calculateInOneThread() {
    Backend.setThreads(1);
  }

  @BeforeEach
  void write() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    SampleImages.write(images);
    Files.writeString(folder.resolve("experiment.yaml"), EXPERIMENT);
  }

  private Findings run(String out, Prior prior, EvaluationListener listener) throws IOException {
    RestorationExperiment experiment =
        RestorationExperiment.read(folder.resolve("experiment.yaml"));
    Path written = Files.createDirectories(folder.resolve(out));
    return experiment.run(new Workshop(written, prior, "command", Optional.empty(), listener));
  }

  private Findings run(String out) throws IOException {
    return run(out, PRIOR, EvaluationListener.NONE);
  }

  private JsonNode results(String out) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(out).resolve("results.json").toFile());
  }

  @Test
  void aSizeIsNeededWhereTheModelHasNone() throws IOException {
    Path file = folder.resolve("experiment.yaml");
    Files.writeString(file, EXPERIMENT.replace("size: 16\n", ""));
    assertThatThrownBy(() -> run("out")).hasMessage("size is missing: model prior serves any");
  }

  @Test
  void everySectionIsDoneUnderEveryNoise() throws IOException {
    Findings findings = run("out");

    assertThat(findings.numbers())
        .extractingByKey("results", MAP)
        .containsOnlyKeys("tables, no noise", "tables, Poisson noise of rate 1", "process");
    assertThat(findings.lines()).anyMatch(line -> line.startsWith("sr:2") && line.contains("psnr"));
    JsonNode results = results("out");
    assertThat(results.at("/sections/0/plan/tasks").toString())
        .isEqualTo("[\"sr:2\",\"inpaint-box:4\"]");
    assertThat(results.at("/sections/1/plan/noise").asText()).contains("Poisson");
    assertThat(results.at("/runtime").findValuesAsText("method")).contains("ddnm", "dps");
    List<String> table = Files.readAllLines(folder.resolve("out/results.csv"));
    assertThat(table.get(0)).startsWith("section,task,method,image,status,psnr");
    assertThat(table).anyMatch(line -> line.startsWith("process,sr:2,ddnm,colour.png,measured"));
  }

  @Test
  void theSearchTakesTheBestValueAndTheTableHasIt() throws IOException {
    run("out");
    JsonNode section = results("out").at("/sections/0");
    for (JsonNode search : section.get("searches")) {
      double best = Double.NaN;
      double highest = Double.NEGATIVE_INFINITY;
      for (JsonNode point : search.get("points")) {
        if (point.at("/psnr/mean").asDouble() > highest) {
          highest = point.at("/psnr/mean").asDouble();
          best = point.get("value").asDouble();
        }
      }
      assertThat(search.get("best").asDouble()).isEqualTo(best).isNotEqualTo(3000);
      String name = best == 1 ? "dps stepSize=1" : "dps stepSize=0.01";
      List<String> methods = new ArrayList<>();
      for (JsonNode row : section.get("summary")) {
        if (row.get("task").equals(search.get("task"))) {
          methods.add(row.get("method").asText());
          if (row.get("method").asText().equals(name)) {
            assertThat(row.get("images").asInt()).isEqualTo(2);
          }
        }
      }
      assertThat(methods).contains("ddnm", name).hasSizeBetween(4, 5);
    }
    assertThat(section.get("searches")).hasSize(2);
  }

  @Test
  void theWayAndTheSpreadAreRecorded() throws IOException {
    run("out");
    JsonNode outcome = results("out").at("/sections/2/cells/0/outcome");
    JsonNode trace = outcome.get("trace");
    assertThat(trace.get("timesteps")).hasSize(6);
    assertThat(trace.at("/timesteps/0").asInt()).isGreaterThan(trace.at("/timesteps/5").asInt());
    assertThat(trace.get("losses")).hasSize(4).allSatisfy(run -> assertThat(run).hasSize(6));
    // 192 values with noise of 0.1 in image units: 0.2 sqrt(192) = 2.77, give or take a twentieth.
    assertThat(trace.get("truth").asDouble()).isCloseTo(2.77, within(0.45));
    assertThat(trace.get("frames").toString()).isEqualTo("[900,500,0]");
    assertThat(folder.resolve("out/process/cells/sr-2/colour"))
        .isDirectoryContaining("glob:**ddnm.x0-0900.png")
        .isDirectoryContaining("glob:**ddnm.x0-0000.png")
        .isDirectoryContaining("glob:**ddnm.mean.png")
        .isDirectoryContaining("glob:**ddnm.std.png")
        .isDirectoryContaining("glob:**ddnm.error.png");
    assertThat(outcome.at("/uncertainty/samples").asInt()).isEqualTo(4);
    assertThat(outcome.at("/uncertainty/calibration/coverage")).hasSize(2);
    assertThat(outcome.get("nfe").asInt()).isEqualTo(6);
  }

  @Test
  void theReportShowsIt() throws Exception {
    run("out");
    Path report = folder.resolve("out/report.html");
    Document page =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
    String text = page.getElementsByTagName("main").item(0).getTextContent();
    assertThat(text)
        .contains("tables, no noise", "stepSize of dps", "Overview", "PSNR by method")
        .contains("Reconstruction loss", "mean over 4 runs", "the truth", "From noise to image")
        .contains("Uncertainty", "Calibration", "Runtime", "stepSize 1");
    assertThat(page.getElementsByTagName("nav").getLength()).isEqualTo(1);
  }

  @Test
  void aStoppedExperimentGoesOnWhereItWas() throws IOException {
    run("whole");
    Watcher stopped = new Watcher(7);
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> run("parts", PRIOR, stopped));
    assertThat(folder.resolve("parts/report.html")).doesNotExist();
    Watcher rest = new Watcher(Integer.MAX_VALUE);
    run("parts", PRIOR, rest);

    assertThat(rest.found + rest.finished).isEqualTo(rest.planned);
    // What a search measured of an image is in the table too, and is found there.
    assertThat(rest.found).isGreaterThanOrEqualTo(7);
    assertThat(timeless(results("parts"))).isEqualTo(timeless(results("whole")));
  }

  @Test
  void aFinishedExperimentNeedsNoModel() throws IOException {
    run("out");
    JsonNode before = results("out");
    Denoiser unloaded =
        (xt, level) -> {
          throw new AssertionError("the model was asked");
        };
    run("out", Prior.of("prior", unloaded, PRIOR.schedule()), EvaluationListener.NONE);
    assertThat(results("out")).isEqualTo(before);
  }

  /** All numbers but those that a clock gave. */
  private static String timeless(JsonNode results) {
    return results.get("sections").toString().replaceAll("\"seconds\":(\\{[^}]*}|[0-9.eE-]+)", "");
  }

  /** Counts, and stops. */
  private static final class Watcher implements EvaluationListener {

    private final int stopAfter;
    private int planned;
    private int found;
    private int finished;

    Watcher(int stopAfter) {
      this.stopAfter = stopAfter;
    }

    @Override
    public void planned(int cells) {
      planned = cells;
    }

    @Override
    public void found(Cell cell) {
      found++;
    }

    @Override
    public boolean stepped(int done, int steps) {
      return finished < stopAfter;
    }

    @Override
    public void finished(Cell cell) {
      finished++;
    }
  }
}
