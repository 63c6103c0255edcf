package io.tweedie.eval.grid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void deviationIsThatOfASample() {
    assertThat(Spread.of(1, 2, 3)).isEqualTo(new Spread(2, 1.0));
    assertThat(Spread.of(1)).isEqualTo(new Spread(1, null));
  }

  @Test
  void readsWell() {
    assertThat(new Spread(20, 1.25).text(1)).isEqualTo("20.0 \u00b1 1.3");
    assertThat(new Spread(20, null).text(1)).isEqualTo("20.0");
  }
}
