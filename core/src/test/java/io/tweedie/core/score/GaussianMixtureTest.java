package io.tweedie.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.grad;

import io.tweedie.core.score.GaussianMixture.Component;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianMixtureTest {

  private static final GaussianMixture THREE =
      new GaussianMixture(
          List.of(
              new Component(0.5, List.of(1.0, -2.0), 0.4),
              new Component(0.3, List.of(-1.0, 0.5), 1.1),
              new Component(0.2, List.of(0.0, 3.0), 0.7)));

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 3})
  void scoreIsTheGradientOfTheLogDensity(double sigma) {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = THREE.sample(200, new SplittableRandom(1)).set_requires_grad(true);
      TensorVector gradient =
          grad(
              new TensorVector(THREE.logDensity(x, sigma).sum()),
              new TensorVector(x),
              new TensorVector(),
              new BoolOptional(false),
              false,
              false);
      Tensor difference = THREE.at(x, sigma).sub(gradient.get(0)).abs().max();
      // Values reach some tens; float32 has seven digits.
      assertThat(difference.item_double()).isLessThan(2e-5);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 2})
  void densityIntegratesToOne(double sigma) {
    int side = 400;
    double width = 24.0 / side;
    float[] places = new float[side * side * 2];
    for (int i = 0; i < side * side; i++) {
      places[2 * i] = (float) (-12 + width * (i % side + 0.5));
      places[2 * i + 1] = (float) (-12 + width * (i / side + 0.5));
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor x = Tensor.create(places, (long) side * side, 2);
      double integral = THREE.logDensity(x, sigma).exp().sum().item_double() * width * width;
      assertThat(integral).isCloseTo(1, within(1e-3));
    }
  }

  @Test
  void samplesHaveTheMomentsOfTheMixture() {
    int n = 50_000;
    try (PointerScope scope = new PointerScope()) {
      Tensor y = THREE.sample(n, new SplittableRandom(3)).select(1, 1);
      double mean = 0.5 * -2 + 0.3 * 0.5 + 0.2 * 3;
      double square = 0.5 * (4 + 0.16) + 0.3 * (0.25 + 1.21) + 0.2 * (9 + 0.49);
      double deviation = Math.sqrt(square - mean * mean);
      assertThat(y.mean().item_double()).isCloseTo(mean, within(4 * deviation / Math.sqrt(n)));
      double third = THREE.responsibilities(y.unsqueeze(1).expand(n, 2), 0).size(1);
      assertThat(third).isEqualTo(3);
      Tensor shares = THREE.responsibilities(THREE.sample(n, new SplittableRandom(4)), 0).mean(0);
      // The mean responsibility of a component under the mixture is its weight.
      assertThat(shares.select(0, 0).item_double()).isCloseTo(0.5, within(2 / Math.sqrt(n)));
      assertThat(shares.select(0, 2).item_double()).isCloseTo(0.2, within(1.6 / Math.sqrt(n)));
    }
  }

  @Test
  void refusesWhatIsNoMixture() {
    Component half = new Component(0.5, List.of(0.0), 1);
    assertThatThrownBy(() -> new GaussianMixture(List.of(half)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sum to 1, not to 0.5");
    assertThatThrownBy(
            () -> new GaussianMixture(List.of(half, new Component(0.5, List.of(0.0, 1.0), 1))))
        .hasMessageContaining("one dimension");
    assertThatThrownBy(() -> new Component(0.5, List.of(0.0), 0))
        .hasMessageContaining("positive weight and deviation");
  }
}
