package io.tweedie.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimestepEmbeddingTest {

  @Test
  void cosinesFirst() {
    // Two frequencies, 1 and 10000^(-1/2).
    assertEmbeds(
        TimestepEmbedding.COSINE_FIRST, Math.cos(30), Math.cos(0.3), Math.sin(30), Math.sin(0.3));
  }

  @Test
  void sinesFirst() {
    // Two frequencies, 1 and 10000^(-1).
    assertEmbeds(
        TimestepEmbedding.SINE_FIRST, Math.sin(30), Math.sin(.003), Math.cos(30), Math.cos(.003));
  }

  @ParameterizedTest
  @EnumSource
  void anOddChannelIsZero(TimestepEmbedding kind) {
    try (PointerScope scope = new PointerScope()) {
      Tensor even = kind.embed(new double[] {0.5, 30}, 4);
      Tensor odd = kind.embed(new double[] {0.5, 30}, 5);
      assertThat(odd.narrow(1, 0, 4).equal(even)).isTrue();
      assertThat(odd.select(1, 4).abs().max().item_float()).isZero();
    }
  }

  private static void assertEmbeds(TimestepEmbedding kind, double... expected) {
    try (PointerScope scope = new PointerScope()) {
      Tensor row = kind.embed(new double[] {30}, 4);
      assertThat(row.shape()).containsExactly(1, 4);
      for (int i = 0; i < 4; i++) {
        assertThat((double) row.select(1, i).item_float()).isCloseTo(expected[i], within(1e-6));
      }
    }
  }
}
