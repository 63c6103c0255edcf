package io.tweedie.core.solver;

/** What settings must be; refusals name the setting and say what was given. */
final class Require {

  private Require() {}

  /** Refuses what is below 0, infinite or no number. */
  static void notNegative(String setting, double value) {
    require(value >= 0 && Double.isFinite(value), setting, "a number of at least 0", value);
  }

  /** Refuses what is not above 0, infinite or no number. */
  static void positive(String setting, double value) {
    require(value > 0 && Double.isFinite(value), setting, "a number above 0", value);
  }

  /** Refuses what is outside [0, 1]. */
  static void share(String setting, double value) {
    require(value >= 0 && value <= 1, setting, "a number from 0 to 1", value);
  }

  /** Refuses counts below the least that makes sense. */
  static void atLeast(int least, String setting, int value) {
    require(value >= least, setting, "a whole number of at least " + least, value);
  }

  private static void require(boolean fine, String setting, String expected, Number value) {
    if (!fine) {
      throw new IllegalArgumentException(
          "%s must be %s, got %s".formatted(setting, expected, value));
    }
  }
}
