package io.tweedie.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How well a network does on images that it does not learn from.
 *
 * @param loss by which weights are chosen; the smallest is best
 * @param measure name of what is measured, "psnr" or "accuracy"
 * @param values of the measure, each by the condition under which it was measured, in order
 */
record Assessment(double loss, String measure, Map<String, Double> values) {

  Assessment {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** One line for people. */
  String summary() {
    StringBuilder text = new StringBuilder(measure);
    values.forEach(
        (condition, value) ->
            text.append(String.format(Locale.ROOT, "  %s: %.4g", condition, value)));
    return text.toString();
  }
}
