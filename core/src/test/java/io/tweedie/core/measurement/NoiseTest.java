package io.tweedie.core.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.tweedie.core.contract.Samples;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseTest {

  @Test
  void doublesSigmaOnTheWayIntoTheModel() {
    Noise noise = new Noise.Gaussian(0.25);
    assertThat(noise.sigma()).isEqualTo(0.25);
    assertThat(noise.sigmaInModelUnits()).isEqualTo(0.5);
    Tensor clean = Tensor.create(new double[] {1, -1}, 1, 1, 1, 2);
    Tensor normal = Tensor.create(new double[] {2, -3}, 1, 1, 1, 2);
    Tensor noisy = Tensor.create(new double[] {2, -2.5}, 1, 1, 1, 2);
    assertThat(noise.add(clean, normal).equal(noisy)).isTrue();
  }

  @Test
  void addsNothingWithoutNoise() {
    Tensor clean = Samples.normal(1, 1, 3, 2, 2);
    Tensor result = new Noise.None().add(clean, Samples.normal(2, 1, 3, 2, 2));
    assertThat(result.equal(clean)).isTrue();
    assertThat(new Noise.None().sigmaInModelUnits()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 25, Double.NaN})
  void refusesSigmaInOtherUnits(double sigma) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Noise.Gaussian(sigma))
        .withMessageContainingAll(String.valueOf(sigma), "image units");
  }

  @Test
  void refusesNormalNumbersThatWouldBeRepeated() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Noise.Gaussian(0.1)
                    .add(Samples.normal(1, 2, 1, 2, 2), Samples.normal(1, 1, 1, 2, 2)))
        .withMessageContainingAll("[2, 1, 2, 2]", "[1, 1, 2, 2]");
  }

  @Test
  void roundingIsWhatEightBitsLose() {
    int values = 100_000;
    double sum = 0;
    for (int i = 0; i < values; i++) {
      double level = 255.0 * i / values;
      double lost = (level - Math.rint(level)) / 255;
      sum += lost * lost;
    }
    assertThat(Noise.OF_ROUNDING).isCloseTo(Math.sqrt(sum / values), withinPercentage(1));
  }
}
