package io.tweedie.eval.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Backend;
import io.tweedie.eval.report.BarChart;
import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.Numbers;
import io.tweedie.restore.Prior;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportTest {

  @TempDir Path folder;
  private EvaluationResults results;
  private Document page;

  @BeforeAll
  static void calculateInOneThread() {
    // Threads cost more than they bring on pictures of this size.
    Backend.setThreads(1);
  }

  @BeforeEach
  void evaluate() throws Exception {
    EvaluationPlan plan =
        EvaluationPlan.of(
                SampleImages.write(folder),
                List.of(
                    Task.parse("sr:4"), Task.parse("inpaint-random:0.5"), Task.parse("denoise")),
                List.of(Method.parse("ddnm"), Method.parse("baseline:biharmonic")))
            .withSteps("uniform:3");
    RunInfo info =
        new RunInfo("a <model> & \"more\"", "1234", "a machine", "evaluate --tasks 'sr:4'");
    Path out = folder.resolve("out");
    results =
        new Evaluation(plan, info, out, Optional.empty())
            .run(
                Priors.of(
                    () ->
                        Prior.of(
                            "prior", IsotropicMixture.normal(0, 0.4), NoiseSchedule.linear(1000))),
                EvaluationListener.NONE);
    byte[] html = Files.readAllBytes(out.resolve("report.html"));
    page =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(html));
  }

  private List<Element> elements(String tag, String attribute, String value) {
    List<Element> found = new ArrayList<>();
    NodeList nodes = page.getElementsByTagName(tag);
    for (int i = 0; i < nodes.getLength(); i++) {
      Element element = (Element) nodes.item(i);
      if (value.equals(element.getAttribute(attribute))) {
        found.add(element);
      }
    }
    return found;
  }

  @Test
  void namesWhatItIsOf() {
    String head = page.getElementsByTagName("header").item(0).getTextContent();
    assertThat(head)
        .contains("a <model> & \"more\"", "1234", "a machine", "evaluate --tasks 'sr:4'");
  }

  /** The table with a title. */
  private Element table(String title) {
    NodeList titles = page.getElementsByTagName("h3");
    for (int i = 0; i < titles.getLength(); i++) {
      if (titles.item(i).getTextContent().equals(title)) {
        Element section = (Element) titles.item(i).getParentNode();
        return (Element) section.getElementsByTagName("tbody").item(0);
      }
    }
    throw new AssertionError("no table " + title);
  }

  @Test
  void summaryHasARowForEachTaskAndMethod() {
    NodeList rows = table("Summary").getElementsByTagName("tr");
    assertThat(rows.getLength()).isEqualTo(results.summary().size());
    SummaryRow first = results.summary().get(0);
    assertThat(rows.item(0).getTextContent())
        .contains(first.task(), first.method(), first.psnr().text(2));
    String main = page.getElementsByTagName("main").item(0).getTextContent();
    assertThat(main)
        .contains("sr:4, baseline:biharmonic: not served: baseline:biharmonic cannot serve sr:4");
  }

  @Test
  void overviewHasMethodsByTasksAndMarksTheBest() {
    NodeList rows = table("Overview").getElementsByTagName("tr");
    assertThat(rows.item(0).getTextContent()).contains("ddnm");
    for (String task : List.of("sr:4", "inpaint-random:0.5", "denoise")) {
      double best =
          results.summary().stream()
              .filter(row -> row.task().equals(task) && row.psnr() != null)
              .mapToDouble(row -> row.psnr().mean())
              .max()
              .orElseThrow();
      assertThat(elements("span", "class", "best"))
          .extracting(Element::getTextContent)
          .anyMatch(text -> text.startsWith(Numbers.fixed(best, 2)));
    }
    assertThat(elements("span", "class", "best")).hasSize(3);
  }

  @Test
  void galleryShowsEveryCell() {
    for (Cell cell : results.cells()) {
      boolean asMeasured = cell.method().equals("baseline:measurement");
      String name = asMeasured ? "measurement" : cell.method();
      boolean served = !(cell.outcome() instanceof Outcome.NotServed);
      List<Element> shown =
          served ? elements("button", "data-name", name) : elements("div", "data-gap", name);
      assertThat(shown).filteredOn(element -> belongsTo(element, cell)).as("%s", cell).hasSize(1);
    }
    int pictures = page.getElementsByTagName("img").getLength();
    int charts = CellParts.charts(results.summary()).size();
    // Each of 3 tasks x 2 images: reference, measurement, ddnm; 1 or 2 baselines.
    assertThat(pictures).isEqualTo(charts + 6 * 3 + 2 * 2 + 2 * 2 + 2 * 1);
  }

  /** Whether an element is in the cell's article in the cell's section. */
  private static boolean belongsTo(Element element, Cell cell) {
    Element article = (Element) element.getParentNode().getParentNode();
    Element section = (Element) article.getParentNode().getParentNode();
    return article.getElementsByTagName("h4").item(0).getTextContent().equals(cell.image())
        && section.getElementsByTagName("h3").item(0).getTextContent().equals(cell.task());
  }

  @Test
  void picturesAreInThePage() throws IOException {
    NodeList pictures = page.getElementsByTagName("img");
    for (int i = 0; i < pictures.getLength(); i++) {
      String source = ((Element) pictures.item(i)).getAttribute("src");
      assertThat(source).startsWith("data:image/png;base64,");
      byte[] content = Base64.getDecoder().decode(source.substring(source.indexOf(',') + 1));
      assertThat(ImageIO.read(new ByteArrayInputStream(content)).getHeight())
          .isGreaterThanOrEqualTo(20);
    }
    assertThat(elements("link", "rel", "stylesheet")).isEmpty();
  }

  @Test
  void chartHasABarForEachFiniteMean() {
    long finite =
        results.summary().stream()
            .filter(row -> row.psnr() != null && Double.isFinite(row.psnr().mean()))
            .count();
    List<Charts.Chart> charts = CellParts.charts(results.summary());
    assertThat(charts.stream().mapToLong(chart -> ((BarChart) chart).bars().size()).sum())
        .isEqualTo(finite);
    assertThat(finite).isPositive().isLessThan(results.summary().size());
  }
}
