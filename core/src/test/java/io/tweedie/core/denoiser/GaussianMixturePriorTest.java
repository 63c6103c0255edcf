package io.tweedie.core.denoiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.schedule.NoiseLevel;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaussianMixturePriorTest {

  private static final double[] WEIGHTS = {2, 1};
  private static final double[] MEANS = {-0.7, 0.4};
  private static final double[] DEVIATIONS = {0.3, 0.1};

  private static GaussianMixturePrior mixture() {
    Tensor means = Tensor.create(new float[] {-0.7f, 0.4f}, 2, 1, 1, 1);
    return new GaussianMixturePrior(List.of(2.0, 1.0), means, List.of(0.3, 0.1));
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

      Tensor posterior = mixture().logPosterior(image, level).exp();
      assertThat(posterior.select(1, 0).item_double()).isCloseTo(evidence[0] / all, within(1e-5));
      assertThat(posterior.select(1, 1).item_double()).isCloseTo(evidence[1] / all, within(1e-5));
      assertThat(mixture().predict(image, level).output().item_double())
          .isCloseTo((moment[0] + moment[1]) / all, within(1e-5));
    }
  }

  @Test
  void oneComponentIsTheGaussianPrior() {
    try (PointerScope scope = new PointerScope()) {
      NoiseLevel level = new NoiseLevel(1, 0.3);
      Tensor xt = Tensor.create(new float[] {-1, 0, 0.5f, 2, 1, 3}, 1, 3, 1, 2);
      Tensor means = Tensor.create(new float[] {0.2f, 0.2f, 0.2f, 0.2f, 0.2f, 0.2f}, 1, 3, 1, 2);
      Tensor expected = new GaussianPrior(0.2, 0.3).predict(xt, level).output();
      Tensor actual =
          new GaussianMixturePrior(List.of(5.0), means, List.of(0.3)).predict(xt, level).output();
      assertThat(actual.sub(expected).abs().max().item_double()).isLessThan(1e-6);
    }
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    try (PointerScope scope = new PointerScope()) {
      Tensor means = Tensor.create(new float[] {0, 1}, 2, 1, 1, 1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new GaussianMixturePrior(List.of(1.0), means, List.of(1.0, 1.0)))
          .withMessageContaining("[2, 1, 1, 1], 1 and 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new GaussianMixturePrior(List.of(1.0, 0.0), means, List.of(1.0, 1.0)))
          .withMessageContaining("weights must be positive");
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
