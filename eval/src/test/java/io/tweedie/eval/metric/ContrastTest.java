package io.tweedie.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.tensor.Backend;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ContrastTest {

  /** Half black and half white has 0.5, grey has none, and what leaves the range counts no more. */
  @Test
  void contrastIsTheDeviationOfTheLightWithinAnImage() {
    Backend.initialize();
    try (PointerScope scope = new PointerScope()) {
      Tensor images =
          Tensor.create(
              new float[] {
                -1, 3, -2, 1, -1, 1, -1, 1, //
                0, 0, 0, 0, 0.4f, 0.4f, 0.4f, 0.4f
              },
              2,
              2,
              2,
              2);
      assertThat(Contrast.of(images.narrow(0, 0, 1))).isCloseTo(0.5, within(1e-6));
      assertThat(Contrast.of(images)).isCloseTo(0.25, within(1e-6));
    }
  }
}
