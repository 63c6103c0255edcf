package io.tweedie.eval.grid;

import java.util.Locale;

/** Numbers as the report prints them. */
final class Numbers {

  private Numbers() {}

  /** With a point and so many decimals; infinity as its sign, what is no number as a dash. */
  static String fixed(double value, int decimals) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "\u221e" : "-\u221e";
    }
    if (Double.isNaN(value)) {
      return "\u2013";
    }
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    boolean zero = Double.parseDouble(text) == 0;
    return zero && text.startsWith("-") ? text.substring(1) : text;
  }

  /** As {@link #fixed}, what is above zero as printed with its sign. */
  static String signed(double value, int decimals) {
    String text = fixed(value, decimals);
    boolean positive = value > 0 && !text.matches("[0.]+");
    return positive ? "+" + text : text;
  }

  /** Mean and deviation. */
  static String spread(Spread spread, int decimals) {
    String mean = fixed(spread.mean(), decimals);
    return spread.deviation() == null
        ? mean
        : mean + " \u00b1 " + fixed(spread.deviation(), decimals);
  }
}
