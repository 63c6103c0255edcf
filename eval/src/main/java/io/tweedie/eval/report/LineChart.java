package io.tweedie.eval.report;

import java.util.List;

/**
 * Lines with bands around them.
 *
 * @param caption above it
 * @param x axis to the right
 * @param y axis upwards
 * @param series the lines
 * @param levels dashed lines across
 */
public record LineChart(String caption, Axis x, Axis y, List<Series> series, List<Level> levels)
    implements Charts.Chart {

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

    /** The same the other way round. */
    public Axis falling() {
      return new Axis(label, scale, true);
    }
  }

  /**
   * A point with the band around it.
   *
   * @param low where the band begins; equal to {@code y} for none
   * @param high where the band ends
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
    HIGHEST
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

  /** Copies the lists. */
  public LineChart {
    series = List.copyOf(series);
    levels = List.copyOf(levels);
  }

  @Override
  public String kind() {
    return "lines";
  }

  @Override
  public LineDrawing drawing() {
    return LineDrawing.of(this);
  }
}
