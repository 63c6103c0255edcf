package io.tweedie.eval.grid;

import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.LineChart;
import io.tweedie.eval.report.LineChart.Axis;
import io.tweedie.eval.report.LineChart.Marks;
import io.tweedie.eval.report.LineChart.Point;
import io.tweedie.eval.report.LineChart.Series;
import io.tweedie.eval.report.Numbers;
import io.tweedie.eval.report.Part;
import io.tweedie.eval.report.Strips;
import io.tweedie.eval.report.Strips.Frame;
import io.tweedie.eval.report.Table;
import io.tweedie.eval.report.Table.Column;
import io.tweedie.eval.report.Table.Row;
import io.tweedie.eval.report.Table.Value;
import io.tweedie.eval.uncertainty.Calibration.Coverage;
import io.tweedie.eval.uncertainty.Uncertainty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Shows what several samples of each posterior say.
 *
 * @param cells of one evaluation
 * @param files their pictures
 */
record UncertaintyParts(List<Cell> cells, CellFiles files) {

  List<Part> all() {
    List<Cell> sampled = cells.stream().filter(cell -> uncertainty(cell) != null).toList();
    if (sampled.isEmpty()) {
      return List.of();
    }
    Map<String, List<Cell>> subjects = new LinkedHashMap<>();
    for (Cell cell : sampled) {
      subjects.computeIfAbsent(cell.task() + ", " + cell.image(), k -> new ArrayList<>()).add(cell);
    }
    List<Part> parts = new ArrayList<>();
    parts.add(table(sampled));
    parts.add(calibration(subjects));
    subjects.forEach((subject, ofSubject) -> parts.add(maps(subject, ofSubject)));
    return parts;
  }

  private static Uncertainty uncertainty(Cell cell) {
    return cell.outcome() instanceof Measured m ? m.uncertainty() : null;
  }

  private static Table table(List<Cell> sampled) {
    Uncertainty first = uncertainty(sampled.get(0));
    Coverage usual = first.calibration().usual();
    List<Column> columns =
        List.of(
            Column.text("Task"),
            Column.text("Image"),
            Column.text("Method"),
            Column.number("PSNR of the mean, dB"),
            Column.number("SSIM of the mean"),
            Column.number("Standard deviation"),
            Column.number("Coverage of %s %%".formatted(percent(usual.level()))),
            Column.number("Settled, %"));
    return new Table(
        "Uncertainty",
        columns,
        sampled.stream().map(UncertaintyParts::row).toList(),
        List.of(),
        String.format(
            Locale.ROOT,
            "%d samples each. Standard deviation of the samples where white is 1. Coverage: how often"
                + " the truth lies in the interval of the samples that should hold it that often."
                + " Settled: values that the measurement leaves no doubt about, which do not count.",
            first.samples()));
  }

  private static Row row(Cell cell) {
    Uncertainty u = uncertainty(cell);
    double psnr = u.metricsOfMean().get("psnr");
    double ssim = u.metricsOfMean().get("ssim");
    double share = u.calibration().usual().share();
    double settled = u.calibration().settled();
    return new Row(
        "sampler",
        List.of(
            Value.text(cell.task()),
            Value.text(cell.image()),
            Value.text(cell.method()),
            Value.number(psnr, 2),
            Value.number(ssim, 3),
            Value.number(u.deviation()),
            Value.number(percent(share) + " %", share),
            Value.number(percent(settled), settled)));
  }

  private static String percent(double share) {
    return Numbers.fixed(100 * share, 0);
  }

  private static Charts calibration(Map<String, List<Cell>> subjects) {
    List<Charts.Chart> charts = new ArrayList<>();
    subjects.forEach(
        (subject, cells) -> {
          Stream<Series> methods =
              cells.stream().map(c -> new Series(c.method(), curve(c), Marks.DOTS));
          Series honest =
              new Series("honest", List.of(new Point(0, 0), new Point(1, 1)), Marks.NONE);
          charts.add(
              new LineChart(
                  subject,
                  Axis.linear("share that the interval should hold"),
                  Axis.linear("share that it holds"),
                  Stream.concat(methods, Stream.of(honest)).toList(),
                  List.of()));
        });
    return new Charts(
        "Calibration",
        "Below the line of the honest, samples are too sure of themselves; above it, too careful.",
        charts);
  }

  private static List<Point> curve(Cell cell) {
    return uncertainty(cell).calibration().coverage().stream()
        .filter(coverage -> !Double.isNaN(coverage.share()))
        .map(coverage -> new Point(coverage.level(), coverage.share()))
        .toList();
  }

  private Strips maps(String subject, List<Cell> cells) {
    return new Strips(
        "Samples: " + subject,
        "The standard deviation is that of the samples where white is 1. The error is |mean -"
            + " reference| in standard deviations, near 1 where the samples are honest.",
        List.of("measurement", "one sample", "mean", "standard deviation", "error", "reference"),
        cells.stream().map(this::maps).toList());
  }

  private Strips.Row maps(Cell cell) {
    return new Strips.Row(
        cell.method(),
        List.of(
            new Frame(files.measurement(cell.task(), cell.image()), ""),
            new Frame(files.result(cell), ""),
            new Frame(files.mean(cell), ""),
            new Frame(files.deviation(cell), ""),
            new Frame(files.error(cell), ""),
            new Frame(files.reference(cell.task(), cell.image()), "")));
  }
}
