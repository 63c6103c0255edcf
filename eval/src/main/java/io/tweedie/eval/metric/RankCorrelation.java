package io.tweedie.eval.metric;

import java.util.Arrays;
import org.apache.commons.statistics.ranking.NaNStrategy;
import org.apache.commons.statistics.ranking.NaturalRanking;
import org.apache.commons.statistics.ranking.TiesStrategy;

/**
 * How far two measures of the same things agree on their order, from -1 to 1; not a number where
 * one of them says the same of all.
 *
 * @param spearman the correlation of ranks, of which equal values share the mean (Spearman 1904)
 * @param kendall tau-b, of the pairs in one order and in the other (Kendall 1945)
 * @param size how many things were compared
 */
public record RankCorrelation(double spearman, double kendall, int size) {

  /**
   * Compares two measures.
   *
   * @param first one value for each thing
   * @param second as many, in the same order
   * @throws IllegalArgumentException if there are fewer than two, they differ in number, or a value
   *     is not a number
   */
  public static RankCorrelation of(double[] first, double[] second) {
    if (first.length != second.length || first.length < 2) {
      throw new IllegalArgumentException(
          "two measures of the same things, of at least 2, are expected, got %d and %d values"
              .formatted(first.length, second.length));
    }
    if (Arrays.stream(first).anyMatch(Double::isNaN)
        || Arrays.stream(second).anyMatch(Double::isNaN)) {
      throw new IllegalArgumentException("values that are not a number have no rank");
    }
    return new RankCorrelation(
        pearson(ranks(first), ranks(second)), tau(first, second), first.length);
  }

  private static double[] ranks(double[] values) {
    return new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).apply(values);
  }

  private static double pearson(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double product = 0;
    double squaresX = 0;
    double squaresY = 0;
    for (int i = 0; i < x.length; i++) {
      product += (x[i] - meanX) * (y[i] - meanY);
      squaresX += (x[i] - meanX) * (x[i] - meanX);
      squaresY += (y[i] - meanY) * (y[i] - meanY);
    }
    return product / Math.sqrt(squaresX * squaresY);
  }

  private static double tau(double[] x, double[] y) {
    long agreement = 0;
    long differentX = 0;
    long differentY = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < i; j++) {
        int orderX = Double.compare(x[i], x[j]);
        int orderY = Double.compare(y[i], y[j]);
        agreement += (long) orderX * orderY;
        differentX += Math.abs(orderX);
        differentY += Math.abs(orderY);
      }
    }
    return agreement / Math.sqrt((double) differentX * differentY);
  }
}
