package io.tweedie.demo.gan;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.random.RandomStream;
import org.bytedeco.pytorch.Tensor;

/**
 * A normal distribution on the line.
 *
 * @param mean of it
 * @param deviation above 0
 */
public record Normal(double mean, double deviation) {

  /** Refuses deviations that are not positive. */
  public Normal {
    if (!(deviation > 0)) {
      throw new IllegalArgumentException("deviation must be positive, got " + deviation);
    }
  }

  /** The density at a place. */
  public double density(double x) {
    return Math.exp(logDensity(x));
  }

  /** Its logarithm. */
  public double logDensity(double x) {
    double z = (x - mean) / deviation;
    return -z * z / 2 - Math.log(deviation * Math.sqrt(2 * Math.PI));
  }

  /** Draws numbers, float32 [n, 1]. */
  Tensor sample(int n, long seed) {
    return new RandomStream(seed).normal(n, 1).mul(scalar(deviation)).add(scalar(mean));
  }
}
