package io.tweedie.eval.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines with bands around them.
 *
 * @param caption above it
 * @param x axis to the right
 * @param y axis upwards
 * @param series the lines, those without points left out
 * @param levels dashed lines across
 */
public record LineChart(String caption, Axis x, Axis y, List<Series> series, List<Level> levels)
    implements Charts.Chart {

  private static final int BAND_ALPHA = 46;

  /** How an axis divides what it shows. */
  public enum Scale {
    /** Equal differences look equal. */
    LINEAR,
    /** Equal ratios look equal; values are positive. */
    LOGARITHMIC
  }

  /**
   * An axis.
   *
   * @param label what it shows, with the unit
   * @param descending whether values fall to the right
   */
  public record Axis(String label, Scale scale, boolean descending) {

    /** Rises, equal differences equal. */
    public static Axis linear(String label) {
      return new Axis(label, Scale.LINEAR, false);
    }

    /** Rises, equal ratios equal. */
    public static Axis logarithmic(String label) {
      return new Axis(label, Scale.LOGARITHMIC, false);
    }

    /** Where the library of charts is to draw a value. */
    double place(double value) {
      return descending ? -(scale == Scale.LOGARITHMIC ? Math.log10(value) : value) : value;
    }

    /** The value at a place. */
    double value(double place) {
      double falling = -place;
      return descending ? scale == Scale.LOGARITHMIC ? Math.pow(10, falling) : falling : place;
    }

    /** The same the other way round. */
    public Axis falling() {
      return new Axis(label, scale, true);
    }
  }

  /**
   * A point with the band around it.
   *
   * @param low where the band begins; equal to {@code y} for none
   * @param high where the band ends; as far from {@code y} as its beginning, where whiskers show it
   */
  public record Point(double x, double y, double low, double high) {

    /** A point without a band. */
    public Point(double x, double y) {
      this(x, y, y, y);
    }
  }

  /** How the points of a line are shown. */
  public enum Marks {
    /** The line alone. */
    NONE,
    /** A dot each. */
    DOTS,
    /** A dot each, and a ring around the highest. */
    HIGHEST,
    /** A dot each with a whisker upwards and downwards to the end of its band, and no line. */
    WHISKERS
  }

  /** A line. */
  public record Series(String name, List<Point> points, Marks marks) {

    /** Copies the points. */
    public Series {
      points = List.copyOf(points);
    }
  }

  /** A dashed line across, with its name at the right. */
  public record Level(String name, double y) {}

  /** Copies the lists; a line without points is none. */
  public LineChart {
    series = series.stream().filter(line -> !line.points().isEmpty()).toList();
    levels = List.copyOf(levels);
  }

  @Override
  public BufferedImage picture() {
    XYChart chart = empty();
    List<Color> colours = List.of(Drawn.COLOURS);
    for (int i = 0; i < series.size(); i++) {
      Color colour = colours.get(i % colours.size());
      addBand(chart, series.get(i), colour);
      add(chart, series.get(i), colour);
    }
    levels.forEach(level -> add(chart, level));
    return Drawn.picture(chart);
  }

  private XYChart empty() {
    XYChart chart =
        new XYChartBuilder()
            .width(Drawn.WIDTH)
            .height(Drawn.HEIGHT)
            .xAxisTitle(x.label())
            .yAxisTitle(y.label())
            .build();
    Drawn.dress(chart.getStyler());
    chart.getStyler().setMarkerSize(6);
    if (x.descending()) {
      // The library knows no axis that falls, so places are the negative of values there.
      chart.getStyler().setxAxisTickLabelsFormattingFunction(at -> Numbers.plain(x.value(at)));
    } else {
      chart.getStyler().setXAxisLogarithmic(x.scale() == Scale.LOGARITHMIC);
    }
    chart.getStyler().setYAxisLogarithmic(y.scale() == Scale.LOGARITHMIC);
    return chart;
  }

  private void add(XYChart chart, Series line, Color colour) {
    double[] heights = heights(line.points(), Point::y).toArray();
    XYSeries drawn =
        line.marks() == Marks.WHISKERS
            ? chart.addSeries(line.name(), places(line.points()), heights, whiskers(line.points()))
            : chart.addSeries(line.name(), places(line.points()), heights);
    if (line.marks() == Marks.WHISKERS) {
      drawn.setLineStyle(SeriesLines.NONE);
    }
    drawn.setLineColor(colour);
    drawn.setMarkerColor(colour);
    drawn.setMarker(line.marks() == Marks.NONE ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    if (line.marks() == Marks.HIGHEST) {
      Point highest =
          line.points().stream().max(Comparator.comparingDouble(Point::y)).orElseThrow();
      XYSeries peak =
          chart.addSeries(
              "highest of " + line.name(),
              places(List.of(highest)),
              heights(List.of(highest), Point::y).toArray());
      peak.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      peak.setMarker(SeriesMarkers.DIAMOND);
      peak.setMarkerColor(Color.BLACK);
      peak.setShowInLegend(false);
    }
  }

  private void addBand(XYChart chart, Series line, Color colour) {
    if (line.marks() == Marks.WHISKERS
        || line.points().stream().allMatch(point -> point.low() == point.high())) {
      return;
    }
    List<Point> back = new ArrayList<>(line.points());
    Collections.reverse(back);
    double[] around =
        DoubleStream.concat(DoubleStream.of(places(line.points())), DoubleStream.of(places(back)))
            .toArray();
    double[] edge =
        DoubleStream.concat(heights(line.points(), Point::high), heights(back, Point::low))
            .toArray();
    XYSeries band = chart.addSeries("around " + line.name(), around, edge);
    band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    band.setMarker(SeriesMarkers.NONE);
    band.setLineStyle(SeriesLines.NONE);
    band.setFillColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), BAND_ALPHA));
    band.setShowInLegend(false);
  }

  private static double[] whiskers(List<Point> points) {
    return points.stream().mapToDouble(point -> (point.high() - point.low()) / 2).toArray();
  }

  private void add(XYChart chart, Level level) {
    double[] all =
        series.stream().flatMapToDouble(s -> DoubleStream.of(places(s.points()))).toArray();
    double[] ends = {DoubleStream.of(all).min().orElse(0), DoubleStream.of(all).max().orElse(1)};
    double height = y.scale() == Scale.LOGARITHMIC ? Math.max(level.y(), least()) : level.y();
    XYSeries across = chart.addSeries(level.name(), ends, new double[] {height, height});
    across.setMarker(SeriesMarkers.NONE);
    across.setLineStyle(SeriesLines.DASH_DASH);
    across.setLineColor(Color.DARK_GRAY);
  }

  private double[] places(List<Point> points) {
    return points.stream().mapToDouble(point -> x.place(point.x())).toArray();
  }

  /** What a logarithmic axis cannot show is at its lower end. */
  private DoubleStream heights(List<Point> points, ToDoubleFunction<Point> height) {
    double least = y.scale() == Scale.LOGARITHMIC ? least() : Double.NEGATIVE_INFINITY;
    return points.stream().mapToDouble(point -> Math.max(height.applyAsDouble(point), least));
  }

  private double least() {
    return series.stream()
        .flatMap(s -> s.points().stream())
        .flatMapToDouble(p -> DoubleStream.of(p.low(), p.y(), p.high()))
        .filter(value -> value > 0)
        .min()
        .orElse(1);
  }
}
