package io.tweedie.eval.guidance;

import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.LineChart;
import io.tweedie.eval.report.Numbers;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Part;
import io.tweedie.eval.report.Strips;
import io.tweedie.eval.report.Table;
import io.tweedie.images.ImageFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

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
        Table.Value.percent(cell.judgeAccuracy(), 1).withError(cell.judgeError()),
        Table.Value.percent(cell.worstClass(), 1),
        Table.Value.percent(cell.classifierAccuracy(), 1),
        Table.Value.number(Numbers.fixed(cell.diversity(), 3), cell.diversity()),
        Table.Value.number(Numbers.plain(cell.nfe()), cell.nfe()),
        Table.Value.number(Numbers.plain(cell.classifierNfe()), cell.classifierNfe()),
        Table.Value.number(Numbers.fixed(cell.seconds(), 2), cell.seconds()));
  }

  private Part charts() {
    return new Charts(
        "Accuracy against diversity",
        "Each curve goes from scale to scale, in the order of the table.",
        List.of(
            cost(),
            chart(
                "Accuracy by scale",
                "scale",
                ACCURACY,
                GuidanceCell::scale,
                GuidanceReport::accuracy),
            chart(
                "Diversity by scale",
                "scale",
                DIVERSITY,
                GuidanceCell::scale,
                GuidanceCell::diversity)));
  }

  private LineChart cost() {
    return chart(
        "What accuracy costs",
        DIVERSITY,
        ACCURACY,
        GuidanceCell::diversity,
        GuidanceReport::accuracy);
  }

  private LineChart chart(
      String caption,
      String xLabel,
      String yLabel,
      ToDoubleFunction<GuidanceCell> x,
      ToDoubleFunction<GuidanceCell> y) {
    return new LineChart(
        caption,
        LineChart.Axis.linear(xLabel),
        LineChart.Axis.linear(yLabel),
        series(x, y),
        List.of());
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

  /** Writes the first of the charts as a picture of its own. */
  void writeCurves(Path file) {
    ImageFile.writePng(file, cost().picture());
  }
}
