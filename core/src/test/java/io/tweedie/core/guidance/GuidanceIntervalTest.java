package io.tweedie.core.guidance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.schedule.Spacing;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuidanceIntervalTest {

  private static final NoiseSchedule LEVELS =
      NoiseSchedule.linear(1000).respace(Spacing.parse("10"));
  private static final Denoiser GUIDED =
      (xt, level) -> new Prediction(Parameterization.EPSILON, null);
  private static final Denoiser PLAIN = (xt, level) -> new Prediction(Parameterization.X0, null);

  /** From the noisiest step on: g is guided, a dot is not. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, gggggggggg",
    "0, 0.5, ggggg.....",
    "0.2, 0.8, ..gggggg..",
    "0.25, 1, ..gggggggg",
    "0.99, 1, .........g",
    "0.01, 0.09, .........."
  })
  void partsOfARunAreAsInDiffusers(double start, double stop, String expected) {
    GuidanceInterval interval = GuidanceInterval.ofRun(GUIDED, PLAIN, LEVELS, start, stop);
    String asked =
        IntStream.range(0, LEVELS.size())
            .mapToObj(step -> isGuided(interval, LEVELS.level(9 - step)) ? "g" : ".")
            .collect(Collectors.joining());
    assertThat(asked).isEqualTo(expected);
  }

  @Test
  void theUpperEndBelongsToTheIntervalAndTheLowerNot() {
    NoiseLevel low = new NoiseLevel(1, 0.9);
    NoiseLevel high = new NoiseLevel(2, 0.5);
    GuidanceInterval interval = new GuidanceInterval(GUIDED, PLAIN, low.sigma(), high.sigma());
    assertThat(isGuided(interval, low)).isFalse();
    assertThat(isGuided(interval, high)).isTrue();
    assertThat(isGuided(interval, new NoiseLevel(3, 0.4))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"-0.1, 0.5", "0.5, 0.5", "0.7, 0.2", "0, 1.1", "NaN, 1"})
  void nonsenseIsRefused(double start, double stop) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GuidanceInterval.ofRun(GUIDED, PLAIN, LEVELS, start, stop))
        .withMessageContaining("0 <= start < stop <= 1");
  }

  private static boolean isGuided(GuidanceInterval interval, NoiseLevel level) {
    return interval.predict(null, level).kind() == Parameterization.EPSILON;
  }
}
