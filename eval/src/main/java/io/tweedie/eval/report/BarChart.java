package io.tweedie.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Bars from left to right, one below the other, with whiskers of one standard deviation. The axis
 * starts near the lowest value: a PSNR has no natural zero.
 *
 * @param caption above it
 * @param unit of the values
 * @param bars from top to bottom
 */
public record BarChart(String caption, String unit, List<Bar> bars) implements Charts.Chart {

  private static final int WIDTH = 620;
  private static final int LEFT = 170;
  private static final int RIGHT = 70;
  private static final int ROW = 26;
  private static final int THICKNESS = 16;
  private static final int TOP = 6;
  private static final int AXIS = 34;
  private static final int MOST_TICKS = 7;

  /**
   * A bar.
   *
   * @param label at its left
   * @param kind its name in the style sheet
   * @param value where it ends; finite
   * @param deviation half the length of its whisker; 0 for none
   */
  public record Bar(String label, String kind, double value, double deviation) {}

  /** Everything in the coordinates of the page's drawing. */
  record Drawing(
      String unit,
      int width,
      int height,
      int bottom,
      int left,
      List<Tick> ticks,
      List<DrawnBar> bars) {}

  /** A line with its number. */
  record Tick(double x, String label) {}

  /**
   * A bar in its place.
   *
   * @param whiskers at most one
   */
  record DrawnBar(
      String label,
      String kind,
      int y,
      int middle,
      int thickness,
      double length,
      String value,
      double valueX,
      List<Whisker> whiskers) {}

  /** One standard deviation to both sides. */
  record Whisker(double from, double to) {}

  /** Copies the list. */
  public BarChart {
    bars = List.copyOf(bars);
  }

  @Override
  public String kind() {
    return "bars";
  }

  @Override
  public Drawing drawing() {
    double least = bars.stream().mapToDouble(bar -> bar.value() - bar.deviation()).min().orElse(0);
    double most = bars.stream().mapToDouble(bar -> bar.value() + bar.deviation()).max().orElse(1);
    double first = Math.floor(least - 1);
    double last = Math.ceil(most);
    double scale = (WIDTH - LEFT - RIGHT) / (last - first);
    int bottom = TOP + bars.size() * ROW;
    return new Drawing(
        unit,
        WIDTH,
        bottom + AXIS,
        bottom,
        LEFT,
        ticks(first, last, scale),
        IntStream.range(0, bars.size())
            .mapToObj(i -> drawn(bars.get(i), TOP + i * ROW, first, scale))
            .toList());
  }

  private static DrawnBar drawn(Bar bar, int top, double first, double scale) {
    double from = LEFT + (bar.value() - bar.deviation() - first) * scale;
    double to = LEFT + (bar.value() + bar.deviation() - first) * scale;
    return new DrawnBar(
        bar.label(),
        bar.kind(),
        top + (ROW - THICKNESS) / 2,
        top + ROW / 2,
        THICKNESS,
        (bar.value() - first) * scale,
        Numbers.fixed(bar.value(), 2),
        to + 6,
        bar.deviation() > 0 ? List.of(new Whisker(from, to)) : List.of());
  }

  private static List<Tick> ticks(double first, double last, double scale) {
    int step = 1;
    while ((last - first) / step > MOST_TICKS) {
      step *= 2;
    }
    List<Tick> ticks = new ArrayList<>();
    for (double value = first; value <= last; value += step) {
      ticks.add(new Tick(LEFT + (value - first) * scale, Numbers.fixed(value, 0)));
    }
    return ticks;
  }
}
