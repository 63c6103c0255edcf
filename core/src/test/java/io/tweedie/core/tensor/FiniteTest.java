package io.tweedie.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteTest {

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void oneBadNumberIsFoundAmongOthers(float bad) {
    try (PointerScope scope = new PointerScope()) {
      assertThat(Finite.all(Tensor.create(1f, bad, -3f))).isFalse();
    }
  }

  @Test
  void theLargestAndSmallestNumbersAreFinite() {
    try (PointerScope scope = new PointerScope()) {
      float[] extremes = {Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -0f};
      assertThat(Finite.all(Tensor.create(extremes, 5, 1))).isTrue();
    }
  }
}
