package io.tweedie.eval.grid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void numbersReadWell() {
    assertThat(Numbers.fixed(27.346, 2)).isEqualTo("27.35");
    assertThat(Numbers.fixed(-0.001, 2)).isEqualTo("0.00");
    assertThat(Numbers.fixed(Double.POSITIVE_INFINITY, 2)).isEqualTo("\u221e");
    assertThat(Numbers.fixed(Double.NaN, 2)).isEqualTo("\u2013");
    assertThat(Numbers.signed(1.5, 1)).isEqualTo("+1.5");
    assertThat(Numbers.signed(-1.5, 1)).isEqualTo("-1.5");
    assertThat(Numbers.signed(0.001, 2)).isEqualTo("0.00");
    assertThat(Numbers.spread(new Spread(20, 1.25), 1)).isEqualTo("20.0 \u00b1 1.3");
    assertThat(Numbers.spread(new Spread(20, null), 1)).isEqualTo("20.0");
  }
}
