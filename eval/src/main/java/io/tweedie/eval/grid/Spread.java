package io.tweedie.eval.grid;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tweedie.eval.report.Numbers;
import io.tweedie.eval.significance.Interval;
import java.util.Arrays;

/**
 * Mean and spread of a measure over images.
 *
 * @param mean of the values
 * @param deviation the sample's standard deviation (n - 1); null for a single value and where a
 *     value is infinite
 * @param interval where the mean of other images would lie; null where it is not of images, of a
 *     single one, and where a value is infinite
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Spread(double mean, Double deviation, Interval interval) {

  /** Of values that are not of images. */
  public Spread(double mean, Double deviation) {
    this(mean, deviation, null);
  }

  /** As reports print it: the mean, and the deviation if there is one. */
  String text(int decimals) {
    String text = Numbers.fixed(mean, decimals);
    return deviation == null ? text : text + " \u00b1 " + Numbers.fixed(deviation, decimals);
  }

  /** The interval of the mean as tables have it; empty if there is none. */
  String intervalText(int decimals) {
    return interval == null
        ? ""
        : "[%s, %s]"
            .formatted(
                Numbers.fixed(interval.low(), decimals), Numbers.fixed(interval.high(), decimals));
  }

  /** The spread over images, at least one. */
  static Spread overImages(double... values) {
    Spread spread = of(values);
    return spread.deviation == null
        ? spread
        : new Spread(spread.mean, spread.deviation, Interval.ofMean(values));
  }

  /** The spread of at least one value. */
  public static Spread of(double... values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    if (values.length == 1 || Double.isInfinite(mean)) {
      return new Spread(mean, null);
    }
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new Spread(mean, Math.sqrt(squares / (values.length - 1)));
  }
}
