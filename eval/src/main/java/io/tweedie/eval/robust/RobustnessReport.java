package io.tweedie.eval.robust;

import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.LineChart;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Part;
import io.tweedie.eval.report.Table;
import io.tweedie.images.ImageFile;
import io.tweedie.models.prior.ClassEnergies;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The results of an experiment on classifiers as a page, and its charts as pictures. */
record RobustnessReport(RobustnessResults results) {

  private static final List<String> REMARKS =
      List.of(
          "Accuracy is the share of test images that are told right; behind it is its standard"
              + " error. Radii are in the units of pixels from 0 to 1.",
          "E(x) = -ln sum exp of the scores, E(x,y) is minus the score of the image's own class."
              + " The noise is the same for every classifier.",
          "Noise: sqrt(alphaBar) x + sqrt(1 - alphaBar) epsilon. Darkness: pixels from 0, black,"
              + " times sqrt(alphaBar). Fading: sqrt(alphaBar) x, towards grey. alphaBar is that of"
              + " the linear schedule of a thousand timesteps.",
          "All numbers are in results.csv and results.json.");

  /** The page. */
  Page page() {
    RobustnessExperiment experiment = results.experiment();
    List<Page.Fact> facts = new ArrayList<>(results.info().facts());
    facts.add(new Page.Fact("Data", experiment.data()));
    facts.add(new Page.Fact("Seed", Long.toString(experiment.seed())));
    List<Part> parts = new ArrayList<>();
    if (experiment.attack() != null) {
      parts.add(attacks());
    }
    if (!experiment.paths().isEmpty()) {
      parts.add(paths());
    }
    if (experiment.energies() != null) {
      parts.add(energies());
    }
    sections().forEach((title, charts) -> parts.add(new Charts(title, "", charts)));
    return new Page(experiment.title(), experiment.text(), facts, parts, REMARKS);
  }

  /** Writes every chart into a file of its own, named after its caption. */
  void writeCharts(Path folder) {
    for (List<Charts.Chart> charts : sections().values()) {
      for (Charts.Chart chart : charts) {
        String name = chart.caption().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
        ImageFile.writePng(folder.resolve(name + ".png"), chart.picture());
      }
    }
  }

  /** Radii of tests by classifiers, the best of each line marked. */
  private Table attacks() {
    List<Double> radii = results.experiment().attack().eps();
    List<Table.Row> rows = new ArrayList<>();
    for (int i = 0; i < radii.size(); i++) {
      int row = i;
      List<AttackedShare> shares =
          results.classifiers().stream().map(c -> c.attacked().get(row)).toList();
      double best = shares.stream().mapToDouble(AttackedShare::accuracy).max().orElseThrow();
      List<Table.Value> values = new ArrayList<>();
      values.add(Table.Value.number(radii.get(i)));
      shares.forEach(
          share -> {
            Table.Value value = Table.Value.percent(share.accuracy(), 2).withError(share.error());
            values.add(share.accuracy() == best ? value.withTone("best") : value);
          });
      rows.add(new Table.Row("", values));
    }
    return new Table(
        "Accuracy under attack",
        columns("eps of the test"),
        rows,
        List.of(),
        "%s, %d steps of 2.5 eps / steps"
            .formatted(
                results.experiment().attack().norm(), results.experiment().attack().steps()));
  }

  private Table paths() {
    List<Table.Row> rows =
        results.experiment().paths().keySet().stream()
            .map(
                path -> {
                  List<Table.Value> values = new ArrayList<>();
                  values.add(Table.Value.text(path.word()));
                  results.classifiers().stream()
                      .map(c -> c.meanAccuracy(path))
                      .map(OptionalDouble::orElseThrow)
                      .forEach(mean -> values.add(Table.Value.percent(mean, 2)));
                  return new Table.Row("", values);
                })
            .toList();
    return new Table(
        "Mean accuracy along paths",
        columns("path"),
        rows,
        List.of(),
        "means over the timesteps that were asked for");
  }

  private Table energies() {
    return new Table(
        "Energies of training images",
        columns("of all classes"),
        List.of(
            energy("mean E(x)", e -> mean(e.mean())),
            energy("mean E(x,y)", e -> mean(e.jointMean())),
            energy("deviation of E(x) within a class", e -> mean(e.deviation())),
            energy(
                "highest minus lowest class",
                e ->
                    e.mean().stream().mapToDouble(m -> m).max().orElseThrow()
                        - e.mean().stream().mapToDouble(m -> m).min().orElseThrow())),
        List.of(),
        "");
  }

  private Table.Row energy(String name, ToDoubleFunction<ClassEnergies> of) {
    List<Table.Value> values = new ArrayList<>();
    values.add(Table.Value.text(name));
    for (ClassifierFindings found : results.classifiers()) {
      double value = of.applyAsDouble(found.energies().orElseThrow());
      values.add(Table.Value.number(value, 2));
    }
    return new Table.Row("", values);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElseThrow();
  }

  private List<Table.Column> columns(String first) {
    List<Table.Column> columns = new ArrayList<>();
    columns.add(Table.Column.text(first));
    results.classifiers().forEach(c -> columns.add(Table.Column.number(c.name())));
    return columns;
  }

  private Map<String, List<Charts.Chart>> sections() {
    Map<String, List<Charts.Chart>> sections = new LinkedHashMap<>();
    if (results.experiment().attack() != null) {
      sections.put(
          "Attacks",
          List.of(
              chart(
                  "Accuracy under attack",
                  "eps of the test",
                  "accuracy, %",
                  c -> points(c.attacked(), AttackedShare::eps, a -> 100 * a.accuracy()))));
    }
    for (DiffusionPath path : results.experiment().paths().keySet()) {
      sections.put(
          "Along the path of " + path.word(),
          List.of(
              along(path, "Accuracy, " + path.word(), "accuracy, %", p -> 100 * p.accuracy()),
              along(path, "E(x), " + path.word(), "mean of E(x)", PathPoint::energy),
              along(path, "E(x,y), " + path.word(), "mean of E(x,y)", PathPoint::jointEnergy)));
    }
    if (results.experiment().energies() != null) {
      sections.put(
          "Energies by class",
          results.classifiers().stream().<Charts.Chart>map(this::byClass).toList());
    }
    return sections;
  }

  private LineChart along(
      DiffusionPath path, String caption, String label, ToDoubleFunction<PathPoint> of) {
    return chart(
        caption, "timestep", label, c -> points(c.paths().get(path), PathPoint::timestep, of));
  }

  private static <T> List<LineChart.Point> points(
      List<T> all, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
    return all.stream()
        .map(one -> new LineChart.Point(x.applyAsDouble(one), y.applyAsDouble(one)))
        .toList();
  }

  private LineChart chart(
      String caption,
      String xLabel,
      String yLabel,
      Function<ClassifierFindings, List<LineChart.Point>> points) {
    return new LineChart(
        caption,
        LineChart.Axis.linear(xLabel),
        LineChart.Axis.linear(yLabel),
        results.classifiers().stream()
            .map(c -> new LineChart.Series(c.name(), points.apply(c), LineChart.Marks.NONE))
            .toList(),
        List.of());
  }

  /** Means with whiskers of one standard deviation. */
  private LineChart byClass(ClassifierFindings found) {
    ClassEnergies energies = found.energies().orElseThrow();
    List<LineChart.Point> points =
        IntStream.range(0, energies.mean().size())
            .mapToObj(
                k -> {
                  double mean = energies.mean().get(k);
                  double deviation = energies.deviation().get(k);
                  return new LineChart.Point(k, mean, mean - deviation, mean + deviation);
                })
            .toList();
    return new LineChart(
        "E(x) by class, " + found.name(),
        LineChart.Axis.linear("class"),
        LineChart.Axis.linear("E(x)"),
        List.of(new LineChart.Series("mean and deviation", points, LineChart.Marks.WHISKERS)),
        List.of(new LineChart.Level("all classes", mean(energies.mean()))));
  }
}
