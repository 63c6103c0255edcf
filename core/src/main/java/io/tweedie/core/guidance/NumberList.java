package io.tweedie.core.guidance;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Settings that are numbers with commas between. */
final class NumberList {

  private NumberList() {}

  /**
   * Reads settings.
   *
   * @param name of what has them
   * @param example of such settings
   * @throws IllegalArgumentException if they are not as many finite numbers as the example's
   */
  static List<Double> read(String name, String settings, String example) {
    try {
      List<Double> numbers = Arrays.stream(settings.split(",", -1)).map(Double::valueOf).toList();
      if (numbers.size() == example.split(",").length
          && numbers.stream().allMatch(Double::isFinite)) {
        return numbers;
      }
    } catch (NumberFormatException e) {
      // Told below, as for another number of them.
    }
    throw new IllegalArgumentException(
        "'%s:%s' is not understood; write it as %s:%s".formatted(name, settings, name, example));
  }

  /** The settings of these numbers; whole ones have no point. */
  static String text(double... numbers) {
    return Arrays.stream(numbers).mapToObj(NumberList::text).collect(Collectors.joining(","));
  }

  private static String text(double number) {
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1e6;
    return whole ? String.format(Locale.ROOT, "%.0f", number) : Double.toString(number);
  }
}
