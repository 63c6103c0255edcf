package io.tweedie.eval.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.tweedie.core.measurement.Noise;
import io.tweedie.eval.report.Numbers;

/**
 * Noise as experiment files write it: {@code 0.05}, {@code {sigma: 0.05}} or {@code {poisson: 1}}.
 *
 * @param sigma of Gaussian noise where white is 1; 0 for none, null for another kind
 * @param poisson rate of Poisson noise; null for another kind
 */
public record NoiseEntry(Double sigma, Double poisson) {

  /** Clean measurements. */
  public static final NoiseEntry NONE = new NoiseEntry(0.0, null);

  /** Refuses what is no noise. */
  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  public NoiseEntry {
    if ((sigma == null) == (poisson == null)) {
      throw new IllegalArgumentException(
          "noise is a sigma, such as 0.05, or {poisson: 1}, and not both");
    }
    noise(sigma, poisson);
  }

  /** Gaussian noise, or none for 0. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static NoiseEntry of(double sigma) {
    return new NoiseEntry(sigma, null);
  }

  /** The noise itself. */
  Noise noise() {
    return noise(sigma, poisson);
  }

  private static Noise noise(Double sigma, Double poisson) {
    if (poisson != null) {
      return new Noise.Poisson(poisson);
    }
    return sigma == 0 ? new Noise.None() : new Noise.Gaussian(sigma);
  }

  /** In words, for the names of sections. */
  @Override
  public String toString() {
    if (noise() instanceof Noise.None) {
      return "no noise";
    }
    return poisson == null
        ? "sigma " + Numbers.plain(sigma)
        : "Poisson noise of rate " + Numbers.plain(poisson);
  }
}
