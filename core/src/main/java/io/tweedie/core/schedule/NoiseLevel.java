package io.tweedie.core.schedule;

/**
 * How noisy an image is, in the two ways in which priors are asked.
 *
 * @param timestep the training timestep a network knows the level by; between two of them, a
 *     fraction
 * @param alphaBar cumulative alpha, in [0, 1]: 1 is no noise, 0 nothing else
 */
public record NoiseLevel(double timestep, double alphaBar) {

  /** Refuses levels that no image can have. */
  public NoiseLevel {
    if (!(alphaBar >= 0 && alphaBar <= 1)) {
      throw new IllegalArgumentException("alphaBar must be in [0, 1], got " + alphaBar);
    }
  }

  /** The level of a {@link #sigma}. */
  public static NoiseLevel ofSigma(double timestep, double sigma) {
    return new NoiseLevel(timestep, 1 / (1 + sigma * sigma));
  }

  /**
   * Standard deviation of the noise beside a signal of scale 1: sqrt((1 - alphaBar) / alphaBar);
   * infinite where there is no signal.
   */
  public double sigma() {
    return Math.sqrt((1 - alphaBar) / alphaBar);
  }
}
