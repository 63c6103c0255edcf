package io.tweedie.core.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.random.Bits;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Shape;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What operators draw from their seed is the same on every processor. */
@Tag("processor")
class DrawnOperatorsTest {

  private static final Shape SHAPE = new Shape(1, 96, 120);

  @Test
  void masksAreTheSameBits() {
    Backend.initialize();
    Map<String, Inpainting> masks =
        Map.of(
            "b91579520e47ac57", Inpainting.random(SHAPE, 0.8, 7),
            "8856a84e25cc9688", Inpainting.randomBox(SHAPE, 20, 30, 7),
            "f293977e75ffa09b", Inpainting.freeForm(SHAPE, 0.1, 0.3, 7));
    assertThat(masks)
        .allSatisfy((bits, operator) -> assertThat(Bits.of(operator.mask())).isEqualTo(bits));
  }

  @Test
  void kernelsOfShakenCamerasAreTheSameBits() {
    try (PointerScope scope = new PointerScope()) {
      double[] light = MotionPath.light(61, 0.5, 7);
      assertThat(Bits.of(Tensor.create(light, 61, 61))).isEqualTo("c06c054c783b0a80");
    }
  }
}
