package io.tweedie.core.solver;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.AveragePooling;
import io.tweedie.core.operator.Identity;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PosteriorMeanTest {

  private static final double MEAN = 0.2;
  private static final double DEVIATION = 0.3;
  private static final Shape SHAPE = new Shape(3, 16, 16);

  /**
   * For pixels that are normal, the mean of N(m, s^2) given y is m + s^2 (y - m) / (s^2 + sigma^2).
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.05, 0.2})
  void isTheMeanOfThePosteriorInOneEvaluation(double sigma) {
    Noise noise = new Noise.Gaussian(sigma);
    PosteriorMean solver = PosteriorMean.of(noise);
    SamplingLoop loop =
        new SamplingLoop(
            IsotropicMixture.normal(MEAN, DEVIATION), NoiseSchedule.linear(1000), solver.plan());
    int[] evaluations = new int[1];
    try (PointerScope scope = new PointerScope()) {
      KeyedNoise numbers = new KeyedNoise(1, new long[] {3});
      Tensor y = numbers.normal(0, "photo", SHAPE).mul(scalar(0.4));
      Measurement measurement = new Measurement(y, new Identity(SHAPE), noise);
      double variance = DEVIATION * DEVIATION;
      double gain = variance / (variance + Math.pow(noise.sigmaInModelUnits(), 2));
      Tensor expected = y.sub(scalar(MEAN)).mul(scalar(gain)).add(scalar(MEAN));

      Tensor x =
          loop.run(
              step -> solver.step(step, measurement),
              numbers,
              loop.start(numbers, SHAPE, first -> solver.start(first, measurement)),
              (state, step) -> {
                evaluations[0] = state.evaluations();
                return true;
              });

      // The level nearest to the noise is off by up to 3 % of it.
      assertThat(x.sub(expected).abs().max().item_double()).isCloseTo(0, within(0.02));
      assertThat(x.sub(expected).abs().mean().item_double()).isLessThan(0.003);
    }
    assertThat(evaluations[0]).isEqualTo(1);
  }

  @Test
  void servesDenoisingOnly() {
    PosteriorMean solver = PosteriorMean.of(new Noise.Gaussian(0.1));
    solver.requireServes(new Identity(SHAPE));
    assertThatThrownBy(() -> solver.requireServes(new AveragePooling(SHAPE, 4)))
        .isInstanceOf(UnsupportedOperatorException.class)
        .hasMessage("posterior mean cannot serve sr:4; it serves denoise");
  }
}
