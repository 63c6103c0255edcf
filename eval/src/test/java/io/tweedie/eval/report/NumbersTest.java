package io.tweedie.eval.report;

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
    assertThat(Numbers.plain(0)).isEqualTo("0");
    assertThat(Numbers.plain(0.30000000000000004)).isEqualTo("0.3");
    assertThat(Numbers.plain(1000)).isEqualTo("1000");
    assertThat(Numbers.plain(0.00012345)).isEqualTo("0.0001234");
  }
}
