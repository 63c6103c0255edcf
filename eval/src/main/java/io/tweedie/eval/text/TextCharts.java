package io.tweedie.eval.text;

import io.tweedie.eval.metric.ClipScore;
import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.LineChart;
import io.tweedie.eval.report.Part;
import io.tweedie.eval.report.ScatterChart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The charts of an experiment's page, those that have points. */
record TextCharts(TextResults results) {

  Optional<Part> agreement() {
    List<ScatterChart.Group> groups = new ArrayList<>();
    for (String length : TextExperiment.LENGTHS) {
      List<Measured> both =
          results.experiment().entries().stream()
              .filter(entry -> entry.length().equals(length))
              .map(results::found)
              .distinct()
              .filter(TextResults::hasBoth)
              .toList();
      groups.add(
          new ScatterChart.Group(
              length,
              both.stream().map(m -> 100 * m.share()).toList(),
              both.stream().map(m -> ClipScore.published(m.cosine())).toList()));
    }
    return groups.stream().allMatch(group -> group.x().isEmpty())
        ? Optional.empty()
        : Optional.of(
            new Charts(
                "",
                "",
                List.of(
                    new ScatterChart(
                        "CLIP's score by the attributes that are right",
                        "attributes right by the judge, %",
                        "CLIP",
                        groups))));
  }

  Optional<Part> colours() {
    if (results.experiment().saturation().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Charts(
            "What the scale does to colours",
            "Means over the prompts of medium length, with their standard errors.",
            List.of(
                byScale("Saturation", "mean saturation, 0 to 1", m -> m.colour().mean()),
                byScale("Clipping", "pixels clipped, %", m -> 100 * m.colour().clipped()))));
  }

  private LineChart byScale(String caption, String label, ToDoubleFunction<Measured> value) {
    List<LineChart.Point> points =
        results.experiment().saturation().stream()
            .sorted()
            .map(
                scale ->
                    point(
                        scale,
                        results
                            .measured(
                                Entry.Part.SATURATION, entry -> entry.wanted().scale() == scale)
                            .stream()
                            .mapToDouble(value)
                            .toArray()))
            .toList();
    return new LineChart(
        caption,
        LineChart.Axis.linear("scale"),
        LineChart.Axis.linear(label),
        List.of(new LineChart.Series(label, points, LineChart.Marks.DOTS)),
        List.of());
  }

  private static LineChart.Point point(double scale, double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double error = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1) / values.length);
    return new LineChart.Point(scale, mean, mean - error, mean + error);
  }

  Optional<Part> accuracy() {
    if (results.accuracies().isEmpty() || results.experiment().accuracy().scales().size() < 2) {
      return Optional.empty();
    }
    List<LineChart.Series> lines =
        TextExperiment.LENGTHS.stream()
            .map(
                length ->
                    new LineChart.Series(
                        length,
                        results.accuracies().stream()
                            .filter(cell -> cell.length().equals(length))
                            .map(TextCharts::point)
                            .toList(),
                        LineChart.Marks.DOTS))
            .toList();
    return Optional.of(
        new Charts(
            "",
            "",
            List.of(
                new LineChart(
                    "Attributes right by scale",
                    LineChart.Axis.linear("scale"),
                    LineChart.Axis.linear("attributes right, %"),
                    lines,
                    List.of()))));
  }

  private static LineChart.Point point(TextResults.Accuracy cell) {
    double share = 100 * cell.share();
    double error = 100 * cell.error();
    return new LineChart.Point(cell.scale(), share, share - error, share + error);
  }
}
