package io.tweedie.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.schedule.Spacing;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransitionTest {

  private static final NoiseSchedule LEVELS =
      NoiseSchedule.linear(1000).respace(Spacing.parse("50"));
  private static final double X0 = 0.8;
  private static final double XT = -0.3;

  /**
   * q(x_{t-1} | x_t, x_0) by conditioning the joint normal of x_{t-1} and x_t given x_0: x_{t-1} =
   * sqrt(alphaBarPrevious) x_0 + noise, x_t = sqrt(1 - beta) x_{t-1} + noise.
   */
  private record Posterior(double mean, double deviation) {

    static Posterior at(int t) {
      double previousMean = Math.sqrt(LEVELS.alphaBar(t - 1)) * X0;
      double previousVariance = 1 - LEVELS.alphaBar(t - 1);
      double slope = Math.sqrt(1 - LEVELS.beta(t));
      double covariance = slope * previousVariance;
      double variance = slope * slope * previousVariance + LEVELS.beta(t);
      return new Posterior(
          previousMean + covariance / variance * (XT - slope * previousMean),
          Math.sqrt(previousVariance - covariance * covariance / variance));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 25, 49})
  void ddpmSamplesThePosterior(int t) {
    requirePosterior(new Transition.Ddpm(Transition.Variance.FIXED_SMALL), t);
  }

  /** Song et al. 2021, section 4.1. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 25, 49})
  void ddimWithEtaOneSamplesItToo(int t) {
    requirePosterior(new Transition.Ddim(1), t);
  }

  private static void requirePosterior(Transition transition, int t) {
    Posterior posterior = Posterior.at(t);
    double mean = step(transition, t, 0);
    assertThat(mean).isCloseTo(posterior.mean(), within(2e-6));
    assertThat(step(transition, t, 1) - mean).isCloseTo(posterior.deviation(), within(2e-6));
  }

  /** What is added to the estimate is scaled, the estimate is not. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1})
  void temperatureScalesWhatAStepAdds(double temperature) {
    Transition hot = new Transition.Remix(0.6);
    double mean = Math.sqrt(LEVELS.alphaBar(24)) * X0;
    assertThat(step(new Transition.Tempered(temperature, hot), 25, 1.7))
        .isCloseTo(mean + temperature * (step(hot, 25, 1.7) - mean), within(1e-6));
  }

  private static double step(Transition transition, int t, double noise) {
    try (PointerScope scope = new PointerScope()) {
      Tensor xt = pixel(XT);
      Tensor epsilon = Parameterization.epsilonOf(xt, pixel(X0), LEVELS.alphaBar(t));
      Denoiser prior = (x, level) -> new Prediction(Parameterization.EPSILON, epsilon);
      Plan plan = new Plan("50", transition, false);
      SamplingLoop loop = new SamplingLoop(prior, LEVELS, plan);
      Memory memory = new Memory(Map.of());
      Step step =
          new Step(
              loop, Walk.of(LEVELS, plan), t + 1, (s, purpose, shape) -> pixel(noise), memory, xt);
      return step.next(pixel(X0)).item_double();
    }
  }

  private static Tensor pixel(double value) {
    return Tensor.create(new float[] {(float) value}, 1, 1, 1, 1);
  }
}
