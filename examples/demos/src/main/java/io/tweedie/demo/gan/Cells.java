package io.tweedie.demo.gan;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The part of the line where two distributions have nearly all their mass, in cells to integrate
 * over.
 *
 * @param from where the first begins
 * @param width of each
 */
record Cells(double from, double width) {

  private static final int COUNT = 4000;
  private static final double DEVIATIONS = 7;

  static Cells of(Normal a, Normal b) {
    double from =
        Math.min(a.mean() - DEVIATIONS * a.deviation(), b.mean() - DEVIATIONS * b.deviation());
    double to =
        Math.max(a.mean() + DEVIATIONS * a.deviation(), b.mean() + DEVIATIONS * b.deviation());
    return new Cells(from, (to - from) / COUNT);
  }

  /** Middles of the cells. */
  double[] middles() {
    return IntStream.range(0, COUNT).mapToDouble(i -> from + (i + 0.5) * width).toArray();
  }

  /** The integral of a function of the cell. */
  double integral(IntToDoubleFunction integrand) {
    return IntStream.range(0, COUNT).mapToDouble(integrand).sum() * width;
  }
}
