package io.tweedie.core.score;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Noise levels whose neighbours all have the same ratio, from much noise to little (Song and Ermon
 * 2019, section 4.1).
 *
 * @param largest the first; as large as the distances in the data, so that no valley of the density
 *     is left (Song and Ermon 2020, technique 1)
 * @param smallest the last, above 0; what remains in the samples
 * @param count how many, at least 2
 */
public record GeometricSigmas(double largest, double smallest, int count) {

  /** Refuses levels that do not fall. */
  public GeometricSigmas {
    if (!(smallest > 0 && largest > smallest) || count < 2) {
      throw new IllegalArgumentException(
          "expected at least 2 sigmas that fall to one above 0, got %d from %s to %s"
              .formatted(count, largest, smallest));
    }
  }

  /** The sigma at an index, 0 for the largest. */
  public double at(int index) {
    return largest * Math.pow(smallest / largest, index / (count - 1.0));
  }

  /** Each sigma over the next smaller one. */
  public double ratio() {
    return Math.pow(largest / smallest, 1 / (count - 1.0));
  }

  /** All of them, descending. */
  public DoubleStream stream() {
    return IntStream.range(0, count).mapToDouble(this::at);
  }
}
