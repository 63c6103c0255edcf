package io.tweedie.eval.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as reports print them. */
public final class Numbers {

  private static final int SIGNIFICANT = 4;

  private Numbers() {}

  /** With a point and so many decimals; infinity as its sign, what is no number as a dash. */
  public static String fixed(double value, int decimals) {
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
  public static String signed(double value, int decimals) {
    String text = fixed(value, decimals);
    boolean positive = value > 0 && !text.matches("[0.]+");
    return positive ? "+" + text : text;
  }

  /** With four significant digits, and no zeros behind them. */
  public static String plain(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return fixed(value, 0);
    }
    return new BigDecimal(value)
        .round(new MathContext(SIGNIFICANT))
        .stripTrailingZeros()
        .toPlainString();
  }
}
