package io.tweedie.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GeometricSigmasTest {

  @Test
  void neighboursHaveOneRatio() {
    double[] sigmas = new GeometricSigmas(8, 0.5, 5).stream().toArray();

    assertThat(sigmas).containsExactly(new double[] {8, 4, 2, 1, 0.5}, within(1e-12));
    assertThat(new GeometricSigmas(8, 0.5, 5).ratio()).isCloseTo(2, within(1e-12));
  }

  @Test
  void refusesLevelsThatDoNotFall() {
    assertThatThrownBy(() -> new GeometricSigmas(1, 2, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 5 from 1.0 to 2.0");
    assertThatThrownBy(() -> new GeometricSigmas(1, 0, 5)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new GeometricSigmas(2, 1, 1)).hasMessageContaining("at least 2");
  }
}
