package io.tweedie.eval.comparison;

import io.tweedie.core.guidance.GuidanceSchedule;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.eval.comparison.GuidanceComparison.Way;
import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.LineChart;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Part;
import io.tweedie.eval.report.ScatterChart;
import io.tweedie.eval.report.Strips;
import io.tweedie.eval.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The results of a comparison as a page. */
record ComparisonReport(ComparisonResults results) {

  private static final int SCHEDULE_STEP = 10;
  private static final String ACCURACY = "accuracy by the judge, %";
  private static final String DIVERSITY = "intra-class diversity";

  private static final List<String> REMARKS =
      List.of(
          "Accuracy is the share of images that the judge takes for the class that was asked for;"
              + " behind it is its standard error. Where nothing guides a model without classes, it"
              + " is that of chance.",
          "Diversity is the mean over classes of 1 - the mean cosine similarity of all pairs of"
              + " images of the class, with pixels from 0 (black) to 1. Saturation is that of HSV,"
              + " contrast the standard deviation of the light within an image.",
          "The classifier is the one that guided, or the one named to be asked. Of what it guided its"
              + " word is no evidence. E(x) is by it, too; |E* - E| is its mean distance, over classes, from"
              + " the mean E(x) of the images that this classifier learned from.",
          "Every way begins with the same noise. All numbers are in results.csv and results.json,"
              + " all pictures in the folder cells.");

  /** The page. */
  Page page() {
    GuidanceComparison comparison = results.comparison();
    List<Page.Fact> facts = new ArrayList<>(results.info().facts());
    facts.add(new Page.Fact("Model", comparison.model()));
    facts.add(new Page.Fact("Judge", comparison.judge()));
    if (comparison.classifier() != null) {
      facts.add(new Page.Fact("Classifier", comparison.classifier()));
    }
    facts.add(new Page.Fact("Sampler", comparison.sampler() + ", steps " + comparison.steps()));
    facts.add(new Page.Fact("Images per class", Integer.toString(comparison.perClass())));
    facts.add(new Page.Fact("Seed", Long.toString(comparison.seed())));
    List<Part> parts = new ArrayList<>(List.of(table(), scatter()));
    if (scaled().findAny().isPresent()) {
      parts.add(byScale());
    }
    if (comparison.each().stream().anyMatch(Way::isScheduled)) {
      parts.add(schedules());
    }
    List<Charts.Chart> energies =
        results.ways().stream()
            .filter(way -> !way.trainingEnergies().isEmpty())
            .<Charts.Chart>map(this::energies)
            .toList();
    if (!energies.isEmpty()) {
      parts.add(new Charts("Energies of what was drawn", "", energies));
    }
    parts.addAll(pictures());
    return new Page(comparison.title(), comparison.text(), facts, parts, REMARKS);
  }

  private Part table() {
    List<Table.Column> columns =
        Stream.of(
                "way",
                "accuracy, judge",
                "worst class",
                "accuracy, classifier",
                "diversity",
                "saturation",
                "clipped",
                "contrast",
                "E(x)",
                "|E* - E|",
                "evaluations",
                "of classifier",
                "s per image")
            .map(name -> name.equals("way") ? Table.Column.text(name) : Table.Column.number(name))
            .toList();
    return new Table(
        "What comes of each way",
        columns,
        results.ways().stream().map(way -> new Table.Row("", values(way))).toList(),
        List.of(),
        "");
  }

  private static List<Table.Value> values(ComparedWay way) {
    return List.of(
        Table.Value.text(way.name()),
        Table.Value.percent(way.judgeAccuracy(), 1).withError(way.judgeError()),
        Table.Value.percent(way.worstClass(), 1),
        way.classifierAccuracy().isPresent()
            ? Table.Value.percent(way.classifierAccuracy().getAsDouble(), 1)
            : Table.Value.none(),
        Table.Value.number(way.diversity(), 3),
        Table.Value.number(way.saturation(), 3),
        Table.Value.percent(way.clipped(), 1),
        Table.Value.number(way.contrast(), 3),
        number(way.energy()),
        number(way.energyGap()),
        Table.Value.number(way.nfe()),
        Table.Value.number(way.classifierNfe()),
        Table.Value.number(way.seconds(), 2));
  }

  private static Table.Value number(OptionalDouble value) {
    return value.isPresent() ? Table.Value.number(value.getAsDouble(), 2) : Table.Value.none();
  }

  private Part scatter() {
    return new Charts(
        "What accuracy costs",
        "",
        List.of(
            against("Diversity", DIVERSITY, ComparedWay::diversity),
            against("Saturation", "mean saturation", ComparedWay::saturation)));
  }

  private ScatterChart against(
      String caption, String label, ToDoubleFunction<ComparedWay> measure) {
    return new ScatterChart(
        caption + " by accuracy",
        ACCURACY,
        label,
        results.comparison().ways().stream()
            .map(
                way ->
                    new ScatterChart.Group(
                        way.name(),
                        results.of(way).stream().map(ComparisonReport::accuracy).toList(),
                        results.of(way).stream().map(measure::applyAsDouble).toList()))
            .toList());
  }

  private static double accuracy(ComparedWay way) {
    return 100 * way.judgeAccuracy();
  }

  private Stream<Way> scaled() {
    return results.comparison().ways().stream().filter(way -> !way.scales().isEmpty());
  }

  private Part byScale() {
    return new Charts(
        "What the scale does",
        "",
        List.of(
            byScale("Accuracy by scale", ACCURACY, ComparisonReport::accuracy),
            byScale("Diversity by scale", DIVERSITY, ComparedWay::diversity)));
  }

  private LineChart byScale(String caption, String label, ToDoubleFunction<ComparedWay> measure) {
    return new LineChart(
        caption,
        LineChart.Axis.linear("scale"),
        LineChart.Axis.linear(label),
        scaled()
            .map(way -> new LineChart.Series(way.name(), curve(way, measure), LineChart.Marks.DOTS))
            .toList(),
        List.of());
  }

  private List<LineChart.Point> curve(Way way, ToDoubleFunction<ComparedWay> measure) {
    List<ComparedWay> found = results.of(way);
    return IntStream.range(0, found.size())
        .mapToObj(
            i -> new LineChart.Point(way.scales().get(i), measure.applyAsDouble(found.get(i))))
        .toList();
  }

  private Part schedules() {
    NoiseSchedule levels = NoiseSchedule.linear(1000);
    List<LineChart.Series> series =
        results.comparison().each().stream()
            .filter(Way::isScheduled)
            .map(Way::scheduleOrUsual)
            .distinct()
            .map(words -> new LineChart.Series(words, curve(words, levels), LineChart.Marks.NONE))
            .toList();
    return new Charts(
        "Schedules",
        "How strongly scores count at each timestep, besides their scale. Sampling goes from right"
            + " to left.",
        List.of(
            new LineChart(
                "f(t)",
                LineChart.Axis.linear("timestep"),
                LineChart.Axis.linear("f"),
                series,
                List.of())));
  }

  private static List<LineChart.Point> curve(String words, NoiseSchedule levels) {
    GuidanceSchedule schedule = GuidanceSchedule.parse(words);
    return IntStream.range(0, levels.size())
        .filter(t -> t % SCHEDULE_STEP == 0)
        .mapToObj(
            t -> {
              NoiseLevel level = levels.level(t);
              return new LineChart.Point(t, schedule.at(level));
            })
        .toList();
  }

  private LineChart energies(ComparedWay way) {
    return new LineChart(
        "E(x) by class, " + way.name(),
        LineChart.Axis.linear("class"),
        LineChart.Axis.linear("E(x)"),
        List.of(
            byClass("training images", way.trainingEnergies()), byClass("drawn", way.energies())),
        List.of(new LineChart.Level("mean of drawn", way.energy().orElseThrow())));
  }

  private static LineChart.Series byClass(String name, List<Double> energies) {
    return new LineChart.Series(
        name,
        IntStream.range(0, energies.size())
            .mapToObj(k -> new LineChart.Point(k, energies.get(k)))
            .toList(),
        LineChart.Marks.DOTS);
  }

  /** Ways at one scale beside each other, and those at several each in a row of its own. */
  private List<Part> pictures() {
    List<Part> parts = new ArrayList<>();
    List<ComparedWay> single =
        results.comparison().ways().stream()
            .filter(way -> way.scales().isEmpty())
            .flatMap(way -> results.of(way).stream())
            .toList();
    if (!single.isEmpty()) {
      parts.add(strip("Images", single));
    }
    scaled().forEach(way -> parts.add(strip("Images, " + way.name(), results.of(way))));
    return parts;
  }

  private Strips strip(String title, List<ComparedWay> ways) {
    return new Strips(
        title,
        "A row for each class; the same place has the same noise everywhere.",
        ways.stream().map(ComparedWay::name).toList(),
        List.of(
            new Strips.Row(
                "",
                ways.stream()
                    .map(
                        way ->
                            new Strips.Frame(
                                ComparisonResults.picture(results.pictures(), way.name()), ""))
                    .toList())));
  }
}
