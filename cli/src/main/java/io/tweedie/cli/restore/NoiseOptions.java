package io.tweedie.cli.restore;

import io.tweedie.core.measurement.Noise;
import io.tweedie.restore.spec.DamageSpec;
import picocli.CommandLine.Option;

/** The noise in a measurement. */
public final class NoiseOptions {

  @Option(
      names = "--sigma",
      paramLabel = "S",
      description =
          "Standard deviation of Gaussian noise in the photo, where white is 1: sigma 12.75 of"
              + " 8-bit pixels is 0.05 (default: 0; but restore takes what rounding to 8 bits leaves"
              + " for deblurring, and finds it out for denoise).")
  private Double sigma;

  @Option(
      names = "--poisson",
      paramLabel = "RATE",
      description =
          "Poisson noise instead, of so many photons for each of 255 grey levels: 1 is what papers"
              + " take, more is less noise.")
  private Double rate;

  Double sigma() {
    return sigma;
  }

  Double rate() {
    return rate;
  }

  /**
   * The noise.
   *
   * @throws IllegalArgumentException if sigma or the rate is out of range, or both are given
   */
  public Noise noise() {
    return new DamageSpec(null, sigma, rate, null).noise();
  }
}
