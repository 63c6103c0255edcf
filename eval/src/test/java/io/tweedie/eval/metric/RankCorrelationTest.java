package io.tweedie.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {

  private static final double[] RISING = {1, 2, 5, 9, 10};

  @Test
  void onlyTheOrderCounts() {
    RankCorrelation same = RankCorrelation.of(RISING, new double[] {-3, -2, 0, 100, 1e9});
    assertThat(same).isEqualTo(new RankCorrelation(1, 1, 5));
    RankCorrelation opposite = RankCorrelation.of(RISING, new double[] {5, 4, 3, 2, 1});
    assertThat(opposite).isEqualTo(new RankCorrelation(-1, -1, 5));
  }

  /** With ties; values of scipy.stats.spearmanr and kendalltau 1.17. */
  @Test
  void equalValuesShareTheirRank() {
    RankCorrelation correlation =
        RankCorrelation.of(new double[] {1, 2, 2, 3, 5, 4}, new double[] {2, 1, 3, 3, 5, 3});
    assertThat(correlation.spearman()).isCloseTo(0.8008534347238067, within(1e-12));
    assertThat(correlation.kendall()).isCloseTo(0.6943650748294137, within(1e-12));
  }

  @Test
  void whatSaysTheSameOfAllHasNoOrder() {
    RankCorrelation correlation = RankCorrelation.of(RISING, new double[5]);
    assertThat(correlation.spearman()).isNaN();
    assertThat(correlation.kendall()).isNaN();
  }

  @Test
  void otherMeasuresAreRefused() {
    assertThatThrownBy(() -> RankCorrelation.of(RISING, new double[4]))
        .hasMessageContaining("of at least 2, are expected, got 5 and 4 values");
    assertThatThrownBy(() -> RankCorrelation.of(new double[1], new double[1]))
        .hasMessageContaining("got 1 and 1 values");
    assertThatThrownBy(() -> RankCorrelation.of(RISING, new double[] {1, 2, 3, Double.NaN, 4}))
        .hasMessageContaining("have no rank");
  }
}
