package io.tweedie.eval.report;

import io.tweedie.eval.report.LineChart.Axis;
import io.tweedie.eval.report.LineChart.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From values to places along an axis.
 *
 * @param axis what is measured
 * @param first value at {@code from}
 * @param last value at {@code to}
 * @param from place of the first value
 * @param to place of the last value
 */
record Ruler(Axis axis, double first, double last, double from, double to) {

  private static final int MOST_TICKS = 7;
  private static final double[] STEPS = {1, 2, 5};

  /** A ruler that holds all finite values. */
  static Ruler over(Axis axis, double[] values, double from, double to) {
    boolean log = axis.scale() == Scale.LOGARITHMIC;
    double[] shown =
        Arrays.stream(values).filter(v -> Double.isFinite(v) && !(log && v <= 0)).toArray();
    double least = Arrays.stream(shown).min().orElse(log ? 0.1 : 0);
    double most = Arrays.stream(shown).max().orElse(1);
    if (least == most) {
      double margin = least == 0 ? 1 : Math.abs(least) / 10;
      least -= margin;
      most += margin;
    }
    return axis.descending()
        ? new Ruler(axis, most, least, from, to)
        : new Ruler(axis, least, most, from, to);
  }

  /** Where a value is; what a logarithmic axis cannot show is at its lower end. */
  double at(double value) {
    double lowest = Math.min(first, last);
    double shown = axis.scale() == Scale.LOGARITHMIC ? Math.max(value, lowest) : value;
    return from + (to - from) * (scaled(shown) - scaled(first)) / (scaled(last) - scaled(first));
  }

  private double scaled(double value) {
    return axis.scale() == Scale.LOGARITHMIC ? Math.log(value) : value;
  }

  List<LineDrawing.Tick> ticks() {
    double low = Math.min(first, last);
    double high = Math.max(first, last);
    List<Double> values =
        axis.scale() == Scale.LOGARITHMIC ? logarithmic(low, high) : linear(low, high);
    return values.stream().map(v -> new LineDrawing.Tick(at(v), Numbers.plain(v))).toList();
  }

  private static List<Double> linear(double low, double high) {
    double rough = (high - low) / MOST_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step =
        Arrays.stream(STEPS)
            .map(s -> s * power)
            .filter(s -> s >= rough)
            .findFirst()
            .orElse(10 * power);
    List<Double> values = new ArrayList<>();
    for (double k = Math.ceil(low / step); k * step <= high; k++) {
      values.add(k * step);
    }
    return values;
  }

  /** Powers of ten, and their doubles and fives where there is room. */
  private static List<Double> logarithmic(double low, double high) {
    double decades = Math.log10(high / low);
    List<Double> values = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      for (double factor : decades > 2.5 ? new double[] {1} : STEPS) {
        double value = factor * Math.pow(10, power);
        if (value >= low * (1 - 1e-12) && value <= high * (1 + 1e-12)) {
          values.add(value);
        }
      }
    }
    return values;
  }
}
