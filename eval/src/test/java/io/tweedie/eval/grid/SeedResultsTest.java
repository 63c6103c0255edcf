package io.tweedie.eval.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Backend;
import io.tweedie.restore.Prior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedResultsTest {

  private static final RunInfo INFO = new RunInfo("gaussian", "1", "a machine", "a command");

  private static final Measurer MEASURER =
      new ThisProcess(
          INFO,
          Optional.empty(),
          Priors.of(
              () ->
                  Prior.of("prior", IsotropicMixture.normal(0, 0.4), NoiseSchedule.linear(1000))));

  @TempDir Path folder;

  @BeforeAll
  static void calculateInOneThread() {
    Backend.setThreads(1);
  }

  private EvaluationPlan plan() {
    return EvaluationPlan.of(
            SampleImages.write(folder),
            List.of(Task.parse("inpaint-random:0.5")),
            List.of(Method.parse("ddnm"), Method.parse("baseline:bicubic")))
        .withSteps("uniform:3");
  }

  private SeedResults run(Long... seeds) throws IOException {
    return SeedResults.run(
        plan(), List.of(seeds), MEASURER, folder.resolve("out"), EvaluationListener.NONE);
  }

  private static SummaryRow row(List<SummaryRow> rows, String method) {
    return rows.stream().filter(row -> row.method().equals(method)).findFirst().orElseThrow();
  }

  @Test
  void meanAndDeviationAreOverSeeds() throws IOException {
    SeedResults results = run(3L, 8L);

    SummaryRow both = row(results.summary(), "ddnm");
    SummaryRow first = row(results.each().get(0).summary(), "ddnm");
    SummaryRow second = row(results.each().get(1).summary(), "ddnm");
    double a = first.psnr().mean();
    double b = second.psnr().mean();
    assertThat(a).isNotEqualTo(b);
    assertThat(both.psnr().mean()).isCloseTo((a + b) / 2, within(1e-12));
    assertThat(both.psnr().deviation()).isCloseTo(Math.abs(a - b) / Math.sqrt(2), within(1e-12));
    assertThat(both.gain()).isCloseTo((first.gain() + second.gain()) / 2, within(1e-12));
    SummaryRow refused = row(results.summary(), "baseline:bicubic");
    assertThat(refused.psnr()).isNull();
    assertThat(refused.notes()).singleElement().asString().startsWith("not served");
    assertThat(results.lines().get(0)).endsWith("over 2 seeds)");
  }

  @Test
  void everySeedIsAnEvaluationOfItsOwn() throws IOException {
    run(3L, 8L);

    assertThat(folder.resolve("out/seed-3/report.html")).exists();
    JsonNode eight =
        new ObjectMapper().readTree(folder.resolve("out/seed-8/results.json").toFile());
    assertThat(eight.at("/plan/seed").asInt()).isEqualTo(8);
    List<String> lines = Files.readAllLines(folder.resolve("out/results.csv"));
    assertThat(lines.get(0)).startsWith("seed,task,method,image,status,psnr");
    assertThat(lines).filteredOn(line -> line.startsWith("8,inpaint")).hasSize(10);
    JsonNode json = new ObjectMapper().readTree(folder.resolve("out/results.json").toFile());
    assertThat(json.get("seeds").toString()).isEqualTo("[3,8]");
    assertThat(json.at("/summary_over_seeds/0/psnr/deviation").asDouble()).isPositive();
    assertThat(json.at("/each/1/plan/seed").asInt()).isEqualTo(8);
    assertThat(folder.resolve("out/table.tex")).content().contains("$\\pm$");
    assertThat(folder.resolve("out/report.html"))
        .content()
        .contains("3, 8", "over seeds, of the means over images", "All seeds");
  }

  @Test
  void moreSeedsOnlyAddEvaluations() throws IOException {
    run(3L);
    int[] counted = new int[2];
    SeedResults.run(
        plan(),
        List.of(3L, 4L),
        MEASURER,
        folder.resolve("out"),
        new EvaluationListener() {
          @Override
          public void planned(int cells) {
            counted[0] = cells;
          }

          @Override
          public void found(Cell cell) {
            counted[1]++;
          }
        });
    assertThat(counted).containsExactly(16, 8);
  }
}
