package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.times;

import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.Tensor;

/** Where a run begins. */
public sealed interface Start {

  /**
   * The x_T of a run that knows of no measurement.
   *
   * @param z standard normal, N x C x H x W
   * @param first the level at which the run begins
   * @return a tensor of its own
   */
  default Tensor of(Tensor z, NoiseLevel first) {
    return z.clone();
  }

  /**
   * Reads {@code noise}, {@code grey}, {@code guess} or {@code guess:0.5}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  static Start parse(String text) {
    try {
      if (text.equals("noise")) {
        return new Noise();
      }
      if (text.equals("grey")) {
        return new Grey();
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
        "a run starts from noise, grey, guess or guess:TEMPERATURE, such as guess:0.5, not from '%s'"
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
   * From the all-grey image, x_0 = 0, taken forward to the first level: x_T = sqrt(1 - alphaBar) z.
   * So diffusers' schedulers after k-diffusion begin where timesteps are spaced to the end
   * ("linspace" and "trailing"): their x_T is sigma z beside a signal of scale 1. Where the first
   * level has little signal, as it should, this hardly differs from noise alone.
   */
  record Grey() implements Start {

    @Override
    public Tensor of(Tensor z, NoiseLevel first) {
      return times(Math.sqrt(1 - first.alphaBar()), z);
    }

    @Override
    public String toString() {
      return "grey";
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
