package io.tweedie.eval.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The bars of one task's mean PSNR, with whiskers of one standard deviation, in the coordinates of
 * the report's drawing. The axis starts near the lowest value: a PSNR has no natural zero.
 *
 * @param width of the drawing
 * @param height of the drawing
 * @param bottom where the axis is
 * @param left where the bars start
 * @param ticks of the axis
 * @param bars from top to bottom
 */
record PsnrChart(int width, int height, int bottom, int left, List<Tick> ticks, List<Bar> bars) {

  private static final int WIDTH = 620;
  private static final int LEFT = 150;
  private static final int RIGHT = 70;
  private static final int ROW = 26;
  private static final int BAR = 16;
  private static final int TOP = 6;
  private static final int AXIS = 34;
  private static final int MOST_TICKS = 7;

  /** A line with its number. */
  record Tick(double x, String label) {}

  /**
   * A bar.
   *
   * @param whiskers at most one
   */
  record Bar(
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

  /** The chart of those rows whose PSNR is finite. */
  static PsnrChart of(List<SummaryRow> task) {
    List<SummaryRow> rows =
        task.stream()
            .filter(row -> row.psnr() != null && Double.isFinite(row.psnr().mean()))
            .toList();
    double least = rows.stream().mapToDouble(row -> row.psnr().mean() - reach(row)).min().orElse(0);
    double most = rows.stream().mapToDouble(row -> row.psnr().mean() + reach(row)).max().orElse(1);
    double first = Math.floor(least - 1);
    double last = Math.ceil(most);
    double scale = (WIDTH - LEFT - RIGHT) / (last - first);
    int bottom = TOP + rows.size() * ROW;
    return new PsnrChart(
        WIDTH,
        bottom + AXIS,
        bottom,
        LEFT,
        ticks(first, last, scale),
        IntStream.range(0, rows.size())
            .mapToObj(i -> bar(rows.get(i), TOP + i * ROW, first, scale))
            .toList());
  }

  private static double reach(SummaryRow row) {
    return row.psnr().deviation() == null ? 0 : row.psnr().deviation();
  }

  private static Bar bar(SummaryRow row, int top, double first, double scale) {
    double mean = row.psnr().mean();
    double from = LEFT + (mean - reach(row) - first) * scale;
    double to = LEFT + (mean + reach(row) - first) * scale;
    return new Bar(
        row.method(),
        row.isBaseline() ? "baseline" : "sampler",
        top + (ROW - BAR) / 2,
        top + ROW / 2,
        BAR,
        (mean - first) * scale,
        Numbers.fixed(mean, 2),
        to + 6,
        reach(row) > 0 ? List.of(new Whisker(from, to)) : List.of());
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
