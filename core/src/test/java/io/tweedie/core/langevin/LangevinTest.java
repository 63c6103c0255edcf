package io.tweedie.core.langevin;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.score.GeometricSigmas;
import io.tweedie.core.score.Score;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LangevinTest {

  private static final KeyedNoise NOISE = new KeyedNoise(17, new long[] {0});
  private static final int COUNT = 40_000;
  private static final int POINTS = 4_000;

  /** Monte Carlo: four standard errors of the mean and of the deviation of normal numbers. */
  private static void assertMoments(Tensor x, double mean, double variance) {
    double error = 4 * Math.sqrt(variance / x.numel());
    assertThat(x.mean().item_double()).isCloseTo(mean, within(error));
    assertThat(x.std().item_double()).isCloseTo(Math.sqrt(variance), within(error));
  }

  /**
   * On a Gaussian of variance v a step is x' = m + a (x - m) + sqrt(epsilon) z with a = 1 - epsilon
   * / (2 v), so mean and variance after any number of steps are known.
   */
  @ParameterizedTest
  @ValueSource(ints = {3, 400})
  void onAGaussianMeanAndVarianceAreThoseOfTheRecursion(int steps) {
    double m = 1.5;
    double v = 0.6;
    double epsilon = 0.1;
    Score gaussian = (x, sigma) -> x.sub(scalar(m)).mul(scalar(-1 / (v + sigma * sigma)));
    double a = 1 - epsilon / (2 * v);
    double decay = Math.pow(a, steps);
    double stationary = epsilon / (1 - a * a);
    try (Tensor start = full(new long[] {1, 1, COUNT, 1}, scalar(-2));
        Tensor x =
            new Langevin(0, epsilon, steps)
                .over(gaussian)
                .run(NOISE, start, LangevinLoop.Listener.NONE)) {
      assertMoments(x, m + decay * (-2 - m), stationary * (1 - decay * decay));
    }
    // The price of steps that are not infinitely small, known in closed form, is 4 % here.
    assertThat(stationary).isCloseTo(v / (1 - epsilon / (4 * v)), within(1e-12));
  }

  @Test
  void annealedImagesOfAGaussianPriorHaveTheMomentsTheStepsImply() {
    double m = 0.2;
    double v = 0.25;
    AnnealedLangevin sampler = AnnealedLangevin.tuned(new GeometricSigmas(20, 0.05, 30), 5);
    double mean = 0;
    double variance = 400;
    for (LangevinLoop.Stage stage : sampler.over((x, sigma) -> x).stages()) {
      double noisy = v + stage.sigma() * stage.sigma();
      for (int t = 0; t < stage.steps(); t++) {
        double a = 1 - stage.stepSize() / (2 * noisy);
        mean = m + a * (mean - m);
        variance = a * a * variance + stage.stepSize();
      }
    }
    double shrink = v / (v + 0.05 * 0.05);
    mean = m + shrink * (mean - m);
    variance *= shrink * shrink;

    try (Tensor start = sampler.start(NOISE, new Shape(1, 200, 200));
        Tensor x =
            sampler.sample(
                IsotropicMixture.normal(m, Math.sqrt(v)),
                NoiseSchedule.linear(1000),
                NOISE,
                start,
                LangevinLoop.Listener.NONE)) {
      assertMoments(x, mean, variance);
    }
  }

  /** CIFAR-10 of Song and Ermon 2020, section B.1: epsilon 6.2e-6 in steps of epsilon, not half. */
  @Test
  void tunedStepSizeIsThePublishedOne() {
    AnnealedLangevin sampler = AnnealedLangevin.tuned(new GeometricSigmas(50, 0.01, 232), 5);
    assertThat(sampler.stepSize() / 2).isCloseTo(6.2e-6, within(0.15e-6));
    assertThat(sampler.steps()).isEqualTo(1160);
  }

  private static double shareOfTheSmallMode(LangevinLoop loop) {
    Score mixture = IsotropicMixture.unequal();
    LangevinLoop run = new LangevinLoop(mixture, loop.stages());
    try (Tensor start =
        zeros(1, 1, POINTS, 2).uniform_(-8, 8, new GeneratorOptional(make_generator_cpu(5)))) {
      try (Tensor x = run.run(NOISE, start, LangevinLoop.Listener.NONE)) {
        return IsotropicMixture.unequal().responsibilities(x, 0).select(-1, 0).mean().item_double();
      }
    }
  }

  @Test
  void annealingRecoversTheWeightsOfAMixtureAndNaiveDynamicsDoesNot() {
    Score mixture = IsotropicMixture.unequal();
    double naive = shareOfTheSmallMode(new Langevin(0, 0.1, 1000).over(mixture));
    double annealed =
        shareOfTheSmallMode(
            new AnnealedLangevin(new GeometricSigmas(20, 0.1, 40), 0.002, 100).over(mixture));

    double standardError = Math.sqrt(0.2 * 0.8 / POINTS);
    assertThat(annealed).isCloseTo(0.2, within(4 * standardError));
    assertThat(naive).as("half the square falls to each").isGreaterThan(0.2 + 30 * standardError);
  }
}
