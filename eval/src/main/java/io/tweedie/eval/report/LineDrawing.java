package io.tweedie.eval.report;

import io.tweedie.eval.report.LineChart.Marks;
import io.tweedie.eval.report.LineChart.Point;
import io.tweedie.eval.report.LineChart.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A {@link LineChart} in the coordinates of the page's drawing. */
record LineDrawing(
    String xLabel,
    String yLabel,
    int width,
    int height,
    int left,
    int right,
    int top,
    int bottom,
    List<Tick> xTicks,
    List<Tick> yTicks,
    List<Line> lines,
    List<Dashes> levels,
    List<Entry> legend) {

  private static final int WIDTH = 620;
  private static final int PLOT = 260;
  private static final int LEFT = 62;
  private static final int RIGHT = WIDTH - 14;
  private static final int TOP = 24;
  private static final int BOTTOM = TOP + PLOT;
  private static final int AXIS = 44;
  private static final int LEGEND_ROW = 18;
  private static final int LEGEND_COLUMNS = 3;
  private static final int COLOURS = 8;

  /** A mark of an axis. */
  record Tick(double at, String label) {}

  /**
   * A line.
   *
   * @param colour number in the style sheet
   * @param path the line
   * @param band the area around it; empty for none
   */
  record Line(String name, int colour, String path, String band, List<Dot> dots) {}

  /** A point, and what it says when pointed at. */
  record Dot(double x, double y, String title, boolean ring) {}

  /** A level across. */
  record Dashes(String name, double y) {}

  /** A colour with its name. */
  record Entry(String name, int colour, double x, double y) {}

  static LineDrawing of(LineChart chart) {
    Ruler x =
        Ruler.over(chart.x(), points(chart).mapToDouble(Point::x).toArray(), LEFT + 8, RIGHT - 8);
    double[] heights =
        DoubleStream.concat(
                points(chart).flatMapToDouble(p -> DoubleStream.of(p.y(), p.low(), p.high())),
                chart.levels().stream().mapToDouble(LineChart.Level::y))
            .toArray();
    Ruler y = Ruler.over(chart.y(), heights, BOTTOM - 6, TOP + 6);
    List<Line> lines = new ArrayList<>();
    List<Entry> legend = new ArrayList<>();
    for (Series series : chart.series()) {
      int index = lines.size();
      lines.add(line(series, index % COLOURS, x, y));
      int column = index % LEGEND_COLUMNS;
      legend.add(
          new Entry(
              series.name(),
              index % COLOURS,
              LEFT + column * (RIGHT - LEFT) / (double) LEGEND_COLUMNS,
              BOTTOM + AXIS + LEGEND_ROW * (index / LEGEND_COLUMNS) + LEGEND_ROW / 2.0));
    }
    int rows = (legend.size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS;
    return new LineDrawing(
        chart.x().label(),
        chart.y().label(),
        WIDTH,
        BOTTOM + AXIS + rows * LEGEND_ROW,
        LEFT,
        RIGHT,
        TOP,
        BOTTOM,
        x.ticks(),
        y.ticks(),
        lines,
        chart.levels().stream().map(level -> new Dashes(level.name(), y.at(level.y()))).toList(),
        legend);
  }

  private static java.util.stream.Stream<Point> points(LineChart chart) {
    return chart.series().stream().flatMap(series -> series.points().stream());
  }

  private static Line line(Series series, int colour, Ruler x, Ruler y) {
    String path =
        series.points().stream()
            .map(point -> place(x.at(point.x()), y.at(point.y())))
            .collect(Collectors.joining(" L ", "M ", ""));
    return new Line(series.name(), colour, path, band(series.points(), x, y), dots(series, x, y));
  }

  private static String band(List<Point> points, Ruler x, Ruler y) {
    if (points.stream().allMatch(point -> point.low() == point.high())) {
      return "";
    }
    List<String> edge = new ArrayList<>();
    points.forEach(point -> edge.add(place(x.at(point.x()), y.at(point.high()))));
    for (int i = points.size() - 1; i >= 0; i--) {
      edge.add(place(x.at(points.get(i).x()), y.at(points.get(i).low())));
    }
    return "M " + String.join(" L ", edge) + " Z";
  }

  private static List<Dot> dots(Series series, Ruler x, Ruler y) {
    if (series.marks() == Marks.NONE) {
      return List.of();
    }
    double highest = series.points().stream().mapToDouble(Point::y).max().orElse(0);
    return series.points().stream()
        .map(
            point ->
                new Dot(
                    x.at(point.x()),
                    y.at(point.y()),
                    "%s: %s at %s"
                        .formatted(
                            series.name(), Numbers.plain(point.y()), Numbers.plain(point.x())),
                    series.marks() == Marks.HIGHEST && point.y() == highest))
        .sorted(Comparator.comparing(Dot::ring))
        .toList();
  }

  private static String place(double x, double y) {
    return String.format(Locale.ROOT, "%.1f %.1f", x, y);
  }
}
