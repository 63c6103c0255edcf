package io.tweedie.core.sampling;

/** Where a run begins. */
public sealed interface Start {

  /**
   * Reads {@code noise}, {@code guess} or {@code guess:0.5}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  static Start parse(String text) {
    try {
      if (text.equals("noise")) {
        return new Noise();
      }
      if (text.equals("guess")) {
        return new Guess(1);
      }
      if (text.startsWith("guess:")) {
        return new Guess(Double.parseDouble(text.substring("guess:".length())));
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "a run starts from noise, guess or guess:TEMPERATURE, such as guess:0.5, not from '%s'"
            .formatted(text));
  }

  /** From noise alone, or where the method's paper begins. */
  record Noise() implements Start {

    @Override
    public String toString() {
      return "noise";
    }
  }

  /**
   * From a guess at the image, taken forward to the first level: x_T = sqrt(alphaBar) guess +
   * temperature sqrt(1 - alphaBar) z (Chung et al., Come-closer-diffuse-faster, CVPR 2022, equation
   * 8). With the first level at little noise, {@link io.tweedie.core.schedule.Spacing.Geometric}, a
   * few steps are enough.
   *
   * @param temperature scale of the noise, in [0, 1]; 1 in the paper
   */
  record Guess(double temperature) implements Start {

    /** Refuses temperatures outside [0, 1]. */
    public Guess {
      Transition.requireShare("the temperature of a start", temperature);
    }

    @Override
    public String toString() {
      return "guess:" + temperature;
    }
  }
}
