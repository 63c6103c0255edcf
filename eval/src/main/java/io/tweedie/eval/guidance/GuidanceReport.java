package io.tweedie.eval.guidance;

import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.LineChart;
import io.tweedie.eval.report.Numbers;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Part;
import io.tweedie.eval.report.Strips;
import io.tweedie.eval.report.Table;
import io.tweedie.images.ImageFile;
import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The experiment's results as a page, and their curves as a picture. */
record GuidanceReport(GuidanceResults results) {

  private static final String DIVERSITY = "intra-class diversity";
  private static final String ACCURACY = "accuracy by the judge, %";

  private static final List<String> REMARKS =
      List.of(
          "Accuracy is the share of images that a classifier takes for the class they were drawn"
              + " for: by the judge, which was trained on clean images and has no part in the"
              + " sampling, and by the classifier of noisy images, by which cg and cg-mean guide."
              + " Behind the judge's is its standard error.",
          "Diversity is the mean over classes of 1 - the mean cosine similarity of all pairs of"
              + " images of the class, with pixels from 0 (black) to 1: 0 if all are the same.",
          "Evaluations are of the networks and per image; those of the classifier include a"
              + " gradient. cfg at scale 0 draws of all classes, at 1 of its class without"
              + " guidance; cg at 0 draws of all classes.",
          "Every method and scale begins with the same noise. All numbers are in results.csv and"
              + " results.json, all pictures in the folder cells.");

  /** The page. */
  Page page() {
    GuidanceExperiment experiment = results.experiment();
    List<Page.Fact> facts = new ArrayList<>(results.info().facts());
    facts.add(new Page.Fact("Classifier", experiment.classifier()));
    facts.add(new Page.Fact("Judge", experiment.judge()));
    facts.add(new Page.Fact("Sampler", experiment.sampler() + ", steps " + experiment.steps()));
    facts.add(new Page.Fact("Images per class", Integer.toString(experiment.perClass())));
    facts.add(new Page.Fact("Seed", Long.toString(experiment.seed())));
    return new Page(
        "Guidance of " + results.info().model(),
        "Methods: %s. Scales: %s."
            .formatted(
                String.join(", ", experiment.methods()),
                String.join(", ", experiment.scales().stream().map(Numbers::plain).toList())),
        facts,
        List.of(table(), charts(), pictures()),
        REMARKS);
  }

  private Part table() {
    List<Table.Column> columns =
        Stream.of(
                "method",
                "scale",
                "accuracy, judge",
                "worst class",
                "accuracy, classifier",
                "diversity",
                "evaluations",
                "of classifier",
                "s per image")
            .map(
                name ->
                    new Table.Column(
                        name, name.equals("method") ? Table.Align.TEXT : Table.Align.NUMBER))
            .toList();
    List<Table.Row> rows =
        results.cells().stream().map(cell -> new Table.Row("", values(cell))).toList();
    return new Table("Accuracy and diversity", columns, rows, List.of(), "");
  }

  private static List<Table.Value> values(GuidanceCell cell) {
    return List.of(
        Table.Value.text(cell.form()),
        Table.Value.number(Numbers.plain(cell.scale()), cell.scale()),
        percent(cell.judgeAccuracy())
            .withAside("\u00b1 " + Numbers.fixed(100 * cell.judgeError(), 1)),
        percent(cell.worstClass()),
        percent(cell.classifierAccuracy()),
        Table.Value.number(Numbers.fixed(cell.diversity(), 3), cell.diversity()),
        Table.Value.number(Numbers.plain(cell.nfe()), cell.nfe()),
        Table.Value.number(Numbers.plain(cell.classifierNfe()), cell.classifierNfe()),
        Table.Value.number(Numbers.fixed(cell.seconds(), 2), cell.seconds()));
  }

  private static Table.Value percent(double share) {
    return Table.Value.number(Numbers.fixed(100 * share, 1) + " %", share);
  }

  private Part charts() {
    return new Charts(
        "Accuracy against diversity",
        "Each curve goes from scale to scale, in the order of the table.",
        List.of(
            new LineChart(
                "What accuracy costs",
                LineChart.Axis.linear(DIVERSITY),
                LineChart.Axis.linear(ACCURACY),
                series(GuidanceCell::diversity, GuidanceReport::accuracy),
                List.of()),
            new LineChart(
                "Accuracy by scale",
                LineChart.Axis.linear("scale"),
                LineChart.Axis.linear(ACCURACY),
                series(GuidanceCell::scale, GuidanceReport::accuracy),
                List.of()),
            new LineChart(
                "Diversity by scale",
                LineChart.Axis.linear("scale"),
                LineChart.Axis.linear(DIVERSITY),
                series(GuidanceCell::scale, GuidanceCell::diversity),
                List.of())));
  }

  private static double accuracy(GuidanceCell cell) {
    return 100 * cell.judgeAccuracy();
  }

  private List<LineChart.Series> series(
      ToDoubleFunction<GuidanceCell> x, ToDoubleFunction<GuidanceCell> y) {
    return results.experiment().methods().stream()
        .map(
            method ->
                new LineChart.Series(
                    method,
                    results.of(method).stream()
                        .map(c -> new LineChart.Point(x.applyAsDouble(c), y.applyAsDouble(c)))
                        .toList(),
                    LineChart.Marks.DOTS))
        .toList();
  }

  private Part pictures() {
    GuidanceExperiment experiment = results.experiment();
    return new Strips(
        "Images",
        "A row for each class; the same place has the same noise everywhere.",
        experiment.methods(),
        experiment.scales().stream().map(this::row).toList());
  }

  private Strips.Row row(double scale) {
    return new Strips.Row(
        "scale " + Numbers.plain(scale),
        results.experiment().methods().stream()
            .map(
                method ->
                    new Strips.Frame(
                        new GuidanceFiles(results.pictures()).picture(method, scale), ""))
            .toList());
  }

  /** Writes the first of the charts as a PNG picture, for pages that cannot hold drawings. */
  void writeCurves(Path file) {
    XYChart chart =
        new XYChartBuilder()
            .width(720)
            .height(480)
            .xAxisTitle(DIVERSITY)
            .yAxisTitle(ACCURACY)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.InsideSW);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    for (LineChart.Series s : series(GuidanceCell::diversity, GuidanceReport::accuracy)) {
      chart.addSeries(
          s.name(),
          s.points().stream().mapToDouble(LineChart.Point::x).toArray(),
          s.points().stream().mapToDouble(LineChart.Point::y).toArray());
    }
    ImageFile.writePng(file, BitmapEncoder.getBufferedImage(chart));
  }
}
