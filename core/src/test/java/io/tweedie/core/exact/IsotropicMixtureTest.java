package io.tweedie.core.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.grad;

import io.tweedie.core.exact.IsotropicMixture.Component;
import io.tweedie.core.schedule.NoiseLevel;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsotropicMixtureTest {

  private static final IsotropicMixture THREE =
      new IsotropicMixture(
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
    assertThatThrownBy(
            () -> new IsotropicMixture(List.of(half, new Component(0.5, List.of(0.0, 1.0), 1))))
        .hasMessageContaining("one dimension");
    assertThatThrownBy(() -> new Component(0.5, List.of(0.0), 0))
        .hasMessageContaining("positive weight and deviation");
  }

  private static final double[] WEIGHTS = {2, 1};
  private static final double[] MEANS = {-0.7, 0.4};
  private static final double[] DEVIATIONS = {0.3, 0.1};

  private static IsotropicMixture pixels() {
    Tensor means = Tensor.create(new float[] {-0.7f, 0.4f}, 2, 1, 1, 1);
    return IsotropicMixture.around(List.of(2.0, 1.0), means, List.of(0.3, 0.1));
  }

  /** Against the integrals over x_0 that define both. */
  @ParameterizedTest
  @CsvSource({"0.99, 0.1", "0.5, 0.1", "0.5, -2", "0.01, 0.7"})
  void estimateAndPosteriorAreTheIntegrals(double alphaBar, double xt) {
    try (PointerScope scope = new PointerScope()) {
      NoiseLevel level = new NoiseLevel(1, alphaBar);
      Tensor image = Tensor.create(new float[] {(float) xt}, 1, 1, 1, 1);

      double[] evidence = new double[2];
      double[] moment = new double[2];
      for (int i = 0; i < 2; i++) {
        int k = i;
        DoubleUnaryOperator joint =
            x0 ->
                WEIGHTS[k]
                    * density(x0, MEANS[k], DEVIATIONS[k])
                    * density(xt, Math.sqrt(alphaBar) * x0, Math.sqrt(1 - alphaBar));
        evidence[k] = integral(joint);
        moment[k] = integral(x0 -> x0 * joint.applyAsDouble(x0));
      }
      double all = evidence[0] + evidence[1];

      Tensor posterior = pixels().logPosterior(image, level).exp();
      assertThat(posterior.select(1, 0).item_double()).isCloseTo(evidence[0] / all, within(1e-5));
      assertThat(posterior.select(1, 1).item_double()).isCloseTo(evidence[1] / all, within(1e-5));
      assertThat(pixels().predict(image, level).output().item_double())
          .isCloseTo((moment[0] + moment[1]) / all, within(1e-5));
    }
  }

  @Test
  void oneNumberStandsForAMeanThatIsTheSameInEveryPixel() {
    try (PointerScope scope = new PointerScope()) {
      NoiseLevel level = new NoiseLevel(1, 0.3);
      Tensor xt = Tensor.create(new float[] {-1, 0, 0.5f, 2, 1, 3}, 1, 3, 1, 2);
      Tensor means = Tensor.create(new float[] {0.2f, 0.2f, 0.2f, 0.2f, 0.2f, 0.2f}, 1, 3, 1, 2);
      Tensor expected = IsotropicMixture.normal(0.2, 0.3).predict(xt, level).output();
      Tensor actual =
          IsotropicMixture.around(List.of(5.0), means, List.of(0.3)).predict(xt, level).output();
      assertThat(actual.sub(expected).abs().max().item_double()).isLessThan(1e-6);
    }
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    try (PointerScope scope = new PointerScope()) {
      Tensor means = Tensor.create(new float[] {0, 1}, 2, 1, 1, 1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IsotropicMixture.around(List.of(1.0), means, List.of(1.0, 1.0)))
          .withMessageContaining("[2, 1, 1, 1], 1 and 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IsotropicMixture.around(List.of(1.0, 0.0), means, List.of(1.0, 1.0)))
          .withMessageContaining("needs a positive weight");
    }
  }

  private static double density(double x, double mean, double deviation) {
    double z = (x - mean) / deviation;
    return Math.exp(-z * z / 2) / deviation;
  }

  /** By the midpoint rule, which is exact to all digits for functions as smooth as these. */
  private static double integral(DoubleUnaryOperator f) {
    double sum = 0;
    for (double x = -5 + 5e-4; x < 5; x += 1e-3) {
      sum += f.applyAsDouble(x) * 1e-3;
    }
    return sum;
  }
}
