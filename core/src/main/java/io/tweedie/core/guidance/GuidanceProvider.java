package io.tweedie.core.guidance;

import io.tweedie.core.registry.Named;
import io.tweedie.core.registry.Registry;

/**
 * Makes a method of guidance known by a name: the part of {@code cfg:3} before the colon. Classes
 * that implement it are found as {@link Registry} says.
 */
public interface GuidanceProvider extends Named {

  /** All methods. */
  Registry<GuidanceProvider> ALL = new Registry<>(GuidanceProvider.class, "guidance");

  /** For the help: what it does, and which scales are none and usual. A few words, no full stop. */
  String summary();

  /**
   * Reads the settings.
   *
   * @param settings what follows the colon; empty if nothing does
   * @throws IllegalArgumentException if they are not understood
   */
  GuidanceMethod parse(String settings);

  /**
   * Reads settings that are a scale and nothing else.
   *
   * @throws IllegalArgumentException if they are no number, saying how the method is written
   */
  default double scale(String settings) {
    try {
      return Double.parseDouble(settings);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "guidance '%s:%s' is not understood; write %s with a scale, as %s:3"
              .formatted(name(), settings, name(), name()),
          e);
    }
  }

  /** A method and its scale as text, whole numbers without a point: {@code cfg:3}. */
  static String name(String method, double scale) {
    return method + ":" + NumberList.text(scale);
  }
}
