package io.tweedie.eval.grid;

import io.tweedie.eval.baseline.AsMeasured;
import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.eval.report.BarChart;
import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.Gallery;
import io.tweedie.eval.report.Gallery.Gap;
import io.tweedie.eval.report.Gallery.Picture;
import io.tweedie.eval.report.Gallery.Subject;
import io.tweedie.eval.report.Heading;
import io.tweedie.eval.report.Numbers;
import io.tweedie.eval.report.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Shows cells on a page. */
final class CellParts {

  /** How the bars are read. */
  static final String CHARTS_TEXT = "Whiskers are one standard deviation; axes do not start at 0.";

  private static final String REFERENCE = "reference";
  private static final String MEASUREMENT = "measurement";
  private static final String AS_MEASURED = Method.BASELINE + new AsMeasured().name();

  private final List<Cell> cells;
  private final int images;
  private final List<SummaryRow> summary;
  private final CellFiles files;

  /**
   * Prepares.
   *
   * @param cells of one evaluation
   * @param summary of the cells
   * @param folder where their pictures are
   */
  CellParts(List<Cell> cells, List<SummaryRow> summary, Path folder) {
    List<String> images = cells.stream().map(Cell::image).distinct().toList();
    Set<String> shown =
        Set.copyOf(images.subList(0, Math.min(EvaluationResults.SHOWN, images.size())));
    this.cells = cells.stream().filter(cell -> shown.contains(cell.image())).toList();
    this.images = images.size();
    this.summary = List.copyOf(summary);
    this.files = new CellFiles(folder);
  }

  /** Everything there is to show. */
  List<Part> all() {
    List<Part> parts = new ArrayList<>();
    if (tasks().size() > 1) {
      parts.add(
          SummaryTables.overview(summary, Comparisons.rankings(cells, Comparisons.Measure.PSNR)));
    }
    parts.add(SummaryTables.details(summary, SummaryTables.OVER_IMAGES));
    parts.add(new Charts("PSNR by method", CHARTS_TEXT, charts(summary)));
    if (images > EvaluationResults.SHOWN) {
      parts.add(
          new Heading(
              "Pictures",
              String.format(
                  Locale.ROOT,
                  "The first %d of %d images; the folder cells holds all.",
                  EvaluationResults.SHOWN,
                  images)));
    }
    tasks().forEach(task -> parts.add(gallery(task)));
    parts.addAll(new TraceParts(cells, files).all());
    parts.addAll(new UncertaintyParts(cells, files).all());
    return parts;
  }

  private List<String> tasks() {
    return cells.stream().map(Cell::task).distinct().toList();
  }

  /** A chart for each task of which anything is finite. */
  static List<Charts.Chart> charts(List<SummaryRow> summary) {
    Stream<String> tasks = summary.stream().map(SummaryRow::task).distinct();
    return tasks
        .map(task -> bars(task, summary))
        .filter(chart -> !chart.bars().isEmpty())
        .<Charts.Chart>map(chart -> chart)
        .toList();
  }

  private static BarChart bars(String task, List<SummaryRow> summary) {
    return new BarChart(
        task,
        "PSNR, dB",
        rows(task, summary)
            .filter(row -> row.psnr() != null && Double.isFinite(row.psnr().mean()))
            .map(CellParts::bar)
            .toList());
  }

  private static Stream<SummaryRow> rows(String task, List<SummaryRow> summary) {
    return summary.stream().filter(row -> row.task().equals(task));
  }

  private static BarChart.Bar bar(SummaryRow row) {
    Double deviation = row.psnr().deviation();
    return new BarChart.Bar(
        shortName(row.method()), row.psnr().mean(), deviation == null ? 0 : deviation);
  }

  private Gallery gallery(String task) {
    return new Gallery(
        task,
        MEASUREMENT,
        favourite(rows(task, summary).toList()),
        cells.stream()
            .filter(cell -> cell.task().equals(task))
            .map(Cell::image)
            .distinct()
            .map(image -> subject(task, image))
            .toList());
  }

  /** The sampler with the highest PSNR, or whatever is best where none ran. */
  private static String favourite(List<SummaryRow> rows) {
    return best(rows.stream().filter(row -> !row.isBaseline()))
        .or(() -> best(rows.stream()))
        .map(SummaryRow::method)
        .orElse("");
  }

  private static Optional<SummaryRow> best(Stream<SummaryRow> rows) {
    return rows.filter(row -> row.images() > 0)
        .max(Comparator.comparingDouble(row -> row.psnr().mean()));
  }

  private Subject subject(String task, String image) {
    List<Cell> all =
        cells.stream()
            .filter(cell -> cell.task().equals(task) && cell.image().equals(image))
            .toList();
    List<Picture> pictures = new ArrayList<>();
    List<Gap> gaps = new ArrayList<>();
    if (all.stream().anyMatch(cell -> cell.outcome() instanceof Measured)) {
      pictures.add(new Picture(REFERENCE, REFERENCE, files.reference(task, image), List.of()));
      pictures.add(
          new Picture(
              MEASUREMENT, MEASUREMENT, files.measurement(task, image), ofMeasurement(all)));
    }
    for (Cell cell : all) {
      if (cell.outcome() instanceof Outcome.NotServed refused) {
        gaps.add(gap(cell, "not served", refused.reason()));
      } else if (cell.outcome() instanceof Outcome.Diverged diverged) {
        gaps.add(gap(cell, "diverged", diverged.reason()));
      } else if (!cell.method().equals(AS_MEASURED)) {
        pictures.add(
            new Picture(
                cell.method(),
                shortName(cell.method()),
                files.result(cell),
                lines((Measured) cell.outcome())));
      }
    }
    return new Subject(image, pictures, gaps);
  }

  private static Gap gap(Cell cell, String status, String reason) {
    return new Gap(cell.method(), shortName(cell.method()), status, reason);
  }

  private static List<String> ofMeasurement(List<Cell> cells) {
    return cells.stream()
        .filter(cell -> cell.method().equals(AS_MEASURED))
        .map(cell -> lines((Measured) cell.outcome()))
        .findFirst()
        .orElse(List.of());
  }

  private static List<String> lines(Measured m) {
    List<String> lines = new ArrayList<>();
    lines.add(Numbers.fixed(m.psnr(), 2) + " dB");
    lines.add("SSIM " + Numbers.fixed(m.ssim(), 3));
    if (m.lpips() != null) {
      lines.add("LPIPS " + Numbers.fixed(m.lpips(), 3));
    }
    if (m.attributes() != null) {
      lines.add(Numbers.fixed(100 * m.attributes(), 0) + " % right");
    }
    return lines;
  }

  /** A method's name without what says that it is a baseline. */
  static String shortName(String method) {
    return method.startsWith(Method.BASELINE) ? method.substring(Method.BASELINE.length()) : method;
  }
}
