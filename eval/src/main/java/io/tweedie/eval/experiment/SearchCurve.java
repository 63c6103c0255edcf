package io.tweedie.eval.experiment;

import io.tweedie.eval.grid.Spread;
import io.tweedie.eval.report.LineChart;
import io.tweedie.eval.report.LineChart.Axis;
import io.tweedie.eval.report.LineChart.Marks;
import io.tweedie.eval.report.LineChart.Point;
import io.tweedie.eval.report.LineChart.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a search found: PSNR by the value of a setting.
 *
 * @param task on which it was done
 * @param method whose setting it was
 * @param setting its name
 * @param points one for each value that gave a result
 * @param best the value with the highest mean PSNR; null if none gave a result
 */
record SearchCurve(String task, String method, String setting, List<Measured> points, Double best) {

  /** Values this far apart are shown by their ratios. */
  private static final double WIDE = 8;

  /** A value with the PSNR that it gave, over images. */
  record Measured(double value, Spread psnr) {}

  /** Copies the list. */
  SearchCurve {
    points = List.copyOf(points);
  }

  /** A chart for each method and setting, with a line for each task. */
  static List<LineChart> charts(List<SearchCurve> curves) {
    Map<String, List<SearchCurve>> groups = new LinkedHashMap<>();
    for (SearchCurve curve : curves) {
      if (!curve.points().isEmpty()) {
        String caption = curve.setting() + " of " + curve.method();
        groups.computeIfAbsent(caption, key -> new ArrayList<>()).add(curve);
      }
    }
    List<LineChart> charts = new ArrayList<>();
    groups.forEach((caption, group) -> charts.add(chart(caption, group)));
    return charts;
  }

  private static LineChart chart(String caption, List<SearchCurve> curves) {
    String setting = curves.get(0).setting();
    double[] values =
        curves.stream()
            .flatMapToDouble(c -> c.points().stream().mapToDouble(Measured::value))
            .sorted()
            .toArray();
    boolean wide = values[0] > 0 && values[values.length - 1] / values[0] >= WIDE;
    return new LineChart(
        caption,
        wide ? Axis.logarithmic(setting) : Axis.linear(setting),
        Axis.linear("PSNR, dB"),
        curves.stream()
            .map(curve -> new Series(curve.task(), curve.line(), Marks.HIGHEST))
            .toList(),
        List.of());
  }

  private List<Point> line() {
    return points.stream().map(p -> new Point(p.value(), p.psnr().mean())).toList();
  }
}
