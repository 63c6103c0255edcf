package io.tweedie.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.Blur;
import io.tweedie.core.operator.Boundary;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.operator.Kernel;
import io.tweedie.core.operator.NonlinearBlur;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class UnsharpMaskTest {

  private static final int WIDTH = 16;
  private static final Shape SHAPE = new Shape(1, 4, WIDTH);

  /** Along a row [1 2 1] / 4, which weakens a wave of frequency w to (1 + cos w) / 2. */
  private static final Kernel KERNEL = Kernel.of(new double[][] {{0.25, 0.5, 0.25}});

  @Test
  void aWaveIsStrengthenedByWhatTheBlurWouldTake() {
    float[] wave = new float[(int) SHAPE.elements()];
    double frequency = 2 * Math.PI * 3 / WIDTH;
    for (int p = 0; p < wave.length; p++) {
      wave[p] = (float) (0.3 * Math.cos(frequency * (p % WIDTH)) + 0.1);
    }
    try (PointerScope scope = new PointerScope()) {
      Blur blur = Blur.of(SHAPE, KERNEL, Boundary.CIRCULAR);
      Measurement y = new Measurement(Tensor.create(wave, SHAPE.batch(1)), blur, new Noise.None());
      float[] result = new float[wave.length];
      new UnsharpMask().restore(y).contiguous().data_ptr_float().get(result);
      double strengthened = 2 - (1 + Math.cos(frequency)) / 2;
      for (int p = 0; p < wave.length; p++) {
        double expected = strengthened * (wave[p] - 0.1) + 0.1;
        assertThat((double) result[p]).as("pixel %d", p).isCloseTo(expected, within(1e-6));
      }
    }
  }

  @Test
  void servesBlursOfEveryKind() {
    try (PointerScope scope = new PointerScope()) {
      Blur blur = Blur.of(SHAPE, KERNEL, Boundary.REFLECT);
      assertThat(new UnsharpMask().serves(blur)).isTrue();
      assertThat(new UnsharpMask().serves(new NonlinearBlur(blur))).isTrue();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new UnsharpMask().requireServes(new Identity(SHAPE)))
          .withMessageContainingAll("baseline:unsharp", "deblur-gaussian");
    }
  }
}
