package io.tweedie.eval.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Backend;
import io.tweedie.eval.grid.Evaluation;
import io.tweedie.eval.grid.EvaluationListener;
import io.tweedie.eval.grid.EvaluationPlan;
import io.tweedie.eval.grid.Method;
import io.tweedie.eval.grid.Priors;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.SampleImages;
import io.tweedie.restore.Prior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderboardTest {

  @TempDir private static Path folder;

  @BeforeAll
  static void evaluate() throws IOException {
    Backend.setThreads(1);
    List<Path> images = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      images.add(folder.resolve("image " + i + ".png"));
      SampleImages.write(images.get(i), 1 + i % 2 * 2, 16, 16 + 4 * i);
    }
    run("first", images, "sr:2 denoise", 7);
    run("second", images, "sr:2", 8);
    run("third", images.subList(0, 2), "sr:2", 7);
  }

  private static void run(String name, List<Path> images, String tasks, long seed)
      throws IOException {
    EvaluationPlan plan =
        EvaluationPlan.of(
                images,
                Stream.of(tasks.split(" ")).map(Task::parse).toList(),
                List.of(Method.parse("ddnm+")))
            .withNoise(new Noise.Gaussian(0.05))
            .withSteps("uniform:3")
            .withSeed(seed);
    Path out = folder.resolve(name);
    new Evaluation(
            plan,
            new RunInfo("model of " + name, "1", "a machine", "a command"),
            out,
            Optional.empty())
        .run(
            Priors.of(
                () ->
                    Prior.of("prior", IsotropicMixture.normal(0, 0.4), NoiseSchedule.linear(1000))),
            new EvaluationListener() {});
    Files.writeString(out.resolve("run.json"), "{}");
  }

  private static String page(String... runs) throws IOException {
    Path page = folder.resolve("pages/leaderboard.html");
    Leaderboard.read(Stream.of(runs).map(folder::resolve).toList()).write(page);
    return Files.readString(page);
  }

  /** The rows of the table under a title, as their cells' text. */
  private static List<List<String>> table(String page, String title) {
    String from = page.substring(page.indexOf("<h3>" + title + "</h3>"));
    String body = from.substring(from.indexOf("<tbody>"), from.indexOf("</tbody>"));
    return Pattern.compile("<tr.*?</tr>", Pattern.DOTALL)
        .matcher(body)
        .results()
        .map(
            row ->
                Pattern.compile("<td.*?</td>", Pattern.DOTALL)
                    .matcher(row.group())
                    .results()
                    .map(MatchResult::group)
                    .toList())
        .toList();
  }

  @Test
  void runsStandBesideEachOtherAndBaselinesOnce() throws IOException {
    String page = page("first", "second");
    List<List<String>> rows = table(page, "PSNR, dB");
    assertThat(rows.stream().map(row -> row.get(0)).filter(cell -> cell.contains("ddnm+")))
        .hasSize(2);
    assertThat(rows.stream().map(row -> row.get(0)).filter(cell -> cell.contains(">bicubic<")))
        .hasSize(1);
    assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(3 + 2));
    assertThat(rows.get(0).get(2)).contains("<a href=\"../first/run.json\">first</a>");
    assertThat(page)
        .contains("sr:2, Gaussian, sigma 0.05, 7 images", "denoise, Gaussian, sigma 0.05, 7");
  }

  @Test
  void theNumbersAreTheMeansOfTheRuns() throws IOException {
    List<List<String>> rows = table(page("first"), "PSNR, dB");
    JsonNode summary =
        new ObjectMapper().readTree(folder.resolve("first/results.json").toFile()).get("summary");
    for (JsonNode row : summary) {
      if (row.get("method").asText().startsWith("ddnm+")
          && row.get("task").asText().equals("sr:2")) {
        assertThat(rows.get(0).get(3))
            .contains(">%.2f</a>".formatted(row.at("/psnr/mean").asDouble()))
            .contains("[%.2f, ".formatted(row.at("/psnr/interval/low").asDouble()));
      }
    }
    assertThat(summary.toString()).contains("interval");
  }

  @Test
  void numbersLeadToPicturesAndBestAndTiedAreMarked() throws IOException {
    String page = page("first", "second");
    String anchor = "Pictures-sr-2-Gaussian-sigma-0-05-7-images";
    assertThat(page).contains("href=\"#" + anchor + "\"", "id=\"" + anchor + "\"");
    assertThat(page).contains("<th>reference</th>", "<th>measurement</th>", "<th>image 0.png</th>");
    List<List<String>> rows = table(page, "PSNR, dB");
    for (int column = 3; column < 5; column++) {
      int at = column;
      assertThat(rows.stream().filter(row -> row.get(at).contains("class=\"best\""))).isNotEmpty();
    }
  }

  @Test
  void otherImagesAreAnotherColumn() throws IOException {
    String page = page("first", "third");
    assertThat(page).contains("sigma 0.05, 7 images", "sigma 0.05, 2 images");
    List<List<String>> rows = table(page, "PSNR, dB");
    assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(3 + 3));
    // Two images tell nothing from anything.
    assertThat(rows.stream().map(row -> row.get(5)).filter(cell -> cell.contains("dB"))).isEmpty();
    assertThat(rows.stream().map(row -> row.get(5)).filter(cell -> cell.contains("#Pictures")))
        .allSatisfy(cell -> assertThat(cell).containsAnyOf("\"best\"", "\"tied\""));
  }

  @Test
  void picturesOfMethodsAreFoundWithTheirReferences() throws IOException {
    List<FinishedRun.Pictures> pictures = FinishedRun.read(folder.resolve("first")).pictures();
    assertThat(pictures).extracting(FinishedRun.Pictures::task).contains("sr:2", "denoise");
    assertThat(pictures)
        .allSatisfy(
            method -> {
              assertThat(method.results()).hasSize(7).allSatisfy(f -> assertThat(f).exists());
              assertThat(method.references()).hasSize(7).allSatisfy(f -> assertThat(f).exists());
            });
    assertThat(FinishedRun.isOne(folder.resolve("first"))).isTrue();
    assertThat(FinishedRun.isOne(folder)).isFalse();
  }

  @Test
  void sectionsOfAnExperimentAreAmongThem() throws IOException {
    Path experiment = Files.createDirectories(folder.resolve("experiment"));
    Files.createSymbolicLink(experiment.resolve("a-section"), folder.resolve("first"));
    ObjectMapper json = new ObjectMapper();
    ObjectNode first = (ObjectNode) json.readTree(folder.resolve("first/results.json").toFile());
    ObjectNode content = json.createObjectNode().set("info", first.get("info"));
    content.putArray("sections").add(first.put("name", "a section"));
    json.writeValue(experiment.resolve("results.json").toFile(), content);

    assertThat(table(page("experiment"), "PSNR, dB").get(0).get(3))
        .isEqualTo(table(page("first"), "PSNR, dB").get(0).get(3));
    assertThat(FinishedRun.read(experiment).pictures())
        .isNotEmpty()
        .allSatisfy(method -> assertThat(method.results().get(0)).exists());
  }

  @Test
  void comparisonsAreWritten() throws IOException {
    assertThat(folder.resolve("first/comparisons.csv"))
        .content()
        .startsWith("task,measure,better,other,images,difference,low,high,p,p_holm\n")
        .contains("sr:2,psnr,");
    JsonNode comparisons =
        new ObjectMapper()
            .readTree(folder.resolve("first/results.json").toFile())
            .get("comparisons");
    assertThat(comparisons).isNotEmpty();
    for (JsonNode pair : comparisons) {
      assertThat(pair.get("p").asDouble()).isBetween(2.0 / 128, 1.0);
      assertThat(pair.get("p_holm").asDouble()).isGreaterThanOrEqualTo(pair.get("p").asDouble());
      assertThat(pair.get("images").asInt()).isEqualTo(7);
    }
    assertThat(folder.resolve("first/table.tex")).content().contains("after Holm");
  }

  @Test
  void foldersWithoutResultsAreRefused() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> page("pages"))
        .withMessageContainingAll("results.json", "tweedie evaluate");
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("results.json"), "{\"info\": {}}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> page("other"))
        .withMessageContaining("no cells of a grid");
    Files.writeString(other.resolve("results.json"), "{");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> page("other"))
        .withMessageContaining("is no JSON")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
