package io.tweedie.eval.metric;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SeamsTest {

  @BeforeAll
  static void loadTheBackend() {
    Backend.initialize();
  }

  private static Tensor noise() {
    return new KeyedNoise(1, new long[] {7, 8}).normal(0, "picture", new Shape(3, 96, 160));
  }

  @Test
  void bordersLookLikeAnyPlaceInNoise() {
    try (PointerScope scope = new PointerScope()) {
      for (double ratio : new Seams(32, 16).ratios(noise())) {
        assertThat(ratio).isCloseTo(1, within(0.05));
      }
    }
  }

  /** The right part is brighter by 4 standard deviations, from a border on or beside it. */
  @Test
  void aStepAtABorderIsSeenAndOneBesideItIsNot() {
    try (PointerScope scope = new PointerScope()) {
      Tensor at = noise();
      at.narrow(3, 64, 96).add_(scalar(4));
      Tensor beside = noise();
      beside.narrow(3, 70, 90).add_(scalar(4));
      Seams seams = new Seams(32, 32);
      assertThat(seams.ratios(at)[0]).isGreaterThan(1.25);
      assertThat(seams.ratios(beside)[1]).isLessThan(1.05);
    }
  }

  /** 4 columns of a ramp of 1, with a step of 3 at the only border. */
  @Test
  void isTheRatioOfMeans() {
    try (PointerScope scope = new PointerScope()) {
      Tensor ramp = Tensor.create(new float[] {0, 1, 4, 5, 0, 1, 4, 5}, 1, 1, 2, 4);
      // Across: 3. Elsewhere: two columns of 1, and a row of 0.
      assertThat(new Seams(2, 2).ratios(ramp)[0]).isCloseTo(3 / (2 / 3.0), within(1e-6));
    }
  }

  @Test
  void refusesPicturesWithoutBorders() {
    try (PointerScope scope = new PointerScope()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Seams(160, 80).ratios(noise()))
          .withMessageContaining("160 x 96");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Seams(8, 9));
  }
}
