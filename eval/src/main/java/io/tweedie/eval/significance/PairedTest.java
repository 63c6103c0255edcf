package io.tweedie.eval.significance;

import io.tweedie.core.random.RandomStream;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Whether two methods differ, measured on the same images: the test of sign changes (Fisher 1935;
 * Pitman 1937). If there were no difference, which of both values of an image is whose would be
 * chance, so every difference could as well have the other sign.
 *
 * @param images how many were measured by both
 * @param difference mean of the first less the second
 * @param interval of that mean; null of a single image
 * @param p share of all changes of signs with a mean at least as far from zero: exact up to {@value
 *     #EXACT} images, beyond that of {@value #DRAWN} random ones
 */
public record PairedTest(int images, double difference, Interval interval, double p) {

  private static final int EXACT = 14;
  private static final int DRAWN = 9999;

  /** The same numbers always give the same p. */
  private static final long SEED = 0;

  /** Sums of the same numbers in another order are equal. */
  private static final double ROUNDING = 1e-12;

  /**
   * Compares values of the same images in the same order; equal ones, infinite ones too, differ by
   * nothing.
   *
   * @throws IllegalArgumentException if there are none, not as many of both, or a difference is not
   *     finite
   */
  public static PairedTest of(double[] first, double[] second) {
    if (first.length != second.length || first.length == 0) {
      throw new IllegalArgumentException(
          "as many values of both are expected, at least 1, got %d and %d"
              .formatted(first.length, second.length));
    }
    double[] differences = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      differences[i] = first[i] == second[i] ? 0 : first[i] - second[i];
    }
    if (!Arrays.stream(differences).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("a difference is not finite");
    }
    return new PairedTest(
        differences.length,
        Arrays.stream(differences).average().orElseThrow(),
        differences.length > 1 ? Interval.ofMean(differences) : null,
        differences.length <= EXACT ? exact(differences) : drawn(differences));
  }

  private static double exact(double[] differences) {
    double least = least(differences);
    int all = 1 << differences.length;
    int asFar = 0;
    for (int signs = 0; signs < all; signs++) {
      asFar += Math.abs(sum(differences, signs)) >= least ? 1 : 0;
    }
    return (double) asFar / all;
  }

  /** The signs that were measured are among those drawn, so p is never zero. */
  private static double drawn(double[] differences) {
    RandomGenerator random = new RandomStream(SEED, "sign changes");
    double least = least(differences);
    int asFar = 1;
    for (int i = 0; i < DRAWN; i++) {
      double sum = 0;
      for (int at = 0; at < differences.length; at += Long.SIZE) {
        long signs = random.nextLong();
        int to = Math.min(Long.SIZE, differences.length - at);
        for (int j = 0; j < to; j++) {
          sum += (signs >> j & 1) == 0 ? differences[at + j] : -differences[at + j];
        }
      }
      asFar += Math.abs(sum) >= least ? 1 : 0;
    }
    return (double) asFar / (DRAWN + 1);
  }

  private static double least(double[] differences) {
    double size = Arrays.stream(differences).map(Math::abs).sum();
    return Math.abs(sum(differences, 0)) - ROUNDING * size;
  }

  private static double sum(double[] differences, int signs) {
    double sum = 0;
    for (int j = 0; j < differences.length; j++) {
      sum += (signs >> j & 1) == 0 ? differences[j] : -differences[j];
    }
    return sum;
  }

  /**
   * Values of p that may be read together: the chance that any of them is as small by chance alone
   * stays what it says (Holm 1979).
   *
   * @param p of several tests
   * @return as many, none smaller than before
   */
  public static double[] holm(double... p) {
    Integer[] order = new Integer[p.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(p[a], p[b]));
    double[] adjusted = new double[p.length];
    double largest = 0;
    for (int i = 0; i < p.length; i++) {
      largest = Math.max(largest, Math.min(1, p[order[i]] * (p.length - i)));
      adjusted[order[i]] = largest;
    }
    return adjusted;
  }
}
