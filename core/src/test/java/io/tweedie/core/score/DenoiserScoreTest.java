package io.tweedie.core.score;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenoiserScoreTest {

  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear(1000);
  private static final double MEAN = 0.2;
  private static final double VARIANCE = 0.25;

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.7, 40})
  void scoreOfAGaussianPriorIsThatOfTheWiderGaussian(double sigma) {
    Score score = new DenoiserScore(IsotropicMixture.normal(MEAN, 0.5), SCHEDULE);
    try (PointerScope scope = new PointerScope()) {
      Tensor x = randn(2, 3, 8, 8).mul(scalar(Math.hypot(0.5, sigma))).add(scalar(MEAN));
      Tensor exact = x.sub(scalar(MEAN)).mul(scalar(-1 / (VARIANCE + sigma * sigma)));
      Tensor posterior = x.add(exact, scalar(sigma * sigma));

      // The noise is a difference of numbers of the size of x, each rounded to 6e-8 of it.
      double rounding = 5e-7 * x.abs().max().item_double();
      double error = score.at(x, sigma).sub(exact).abs().max().item_double();
      assertThat(error).isLessThan(rounding / (sigma * sigma) + 1e-6);
      assertThat(score.denoised(x, sigma).sub(posterior).abs().max().item_double())
          .isLessThan(2 * rounding);
    }
  }

  @Test
  void theDenoiserIsAskedAtTheTimestepAndTheScaleOfTheSigma() {
    List<NoiseLevel> asked = new ArrayList<>();
    Denoiser prior =
        (xt, level) -> {
          asked.add(level);
          return IsotropicMixture.normal(0, 1).predict(xt, level);
        };
    Score score = new DenoiserScore(prior, SCHEDULE);
    double of300 = SCHEDULE.level(300).sigma();
    double of301 = SCHEDULE.level(301).sigma();
    try (PointerScope scope = new PointerScope()) {
      Tensor x = randn(1, 1, 4, 4);
      score.at(x, SCHEDULE.level(0).sigma());
      score.at(x, of300);
      score.at(x, Math.sqrt(of300 * of301));
    }
    assertThat(asked.get(0).timestep()).isEqualTo(0);
    assertThat(asked.get(1).timestep()).isCloseTo(300, within(1e-9));
    assertThat(asked.get(1).alphaBar()).isCloseTo(SCHEDULE.alphaBar(300), within(1e-12));
    assertThat(asked.get(2).timestep()).isCloseTo(300.5, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 1000})
  void sigmasThatTrainingNeverSawAreRefused(double sigma) {
    Score score = new DenoiserScore(IsotropicMixture.normal(0, 1), SCHEDULE);
    try (PointerScope scope = new PointerScope()) {
      Tensor x = randn(1, 1, 4, 4);
      assertThatThrownBy(() -> score.at(x, sigma))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("trained at sigmas from 0.01000 to 157.4");
    }
  }
}
