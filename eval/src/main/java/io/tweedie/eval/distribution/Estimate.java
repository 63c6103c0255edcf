package io.tweedie.eval.distribution;

import java.util.Arrays;

/**
 * A number that several parts of the images gave.
 *
 * @param mean over the parts
 * @param deviation over the parts, dividing by their number; 0 of a single one
 * @param parts how many there were
 */
public record Estimate(double mean, double deviation, int parts) {

  static Estimate of(double... values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares =
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    return new Estimate(mean, Math.sqrt(squares), values.length);
  }
}
