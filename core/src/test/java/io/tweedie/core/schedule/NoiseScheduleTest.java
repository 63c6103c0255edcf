package io.tweedie.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NoiseScheduleTest {

  @Property(tries = 200)
  void betasAndAlphaBarsSayTheSame(
      @ForAll @Size(min = 1, max = 50)
          List<@Scale(4) @DoubleRange(min = 1e-4, max = 0.5) Double> drawn) {
    double[] betas = drawn.stream().mapToDouble(Double::doubleValue).toArray();
    NoiseSchedule schedule = NoiseSchedule.ofBetas(betas);
    double product = 1;
    for (int t = 0; t < betas.length; t++) {
      product *= 1 - betas[t];
      assertThat(schedule.alphaBar(t)).isCloseTo(product, within(1e-15));
      assertThat(schedule.beta(t)).isCloseTo(betas[t], within(1e-12));
      assertThat(schedule.level(t).sigma())
          .isCloseTo(Math.sqrt(1 / product - 1), withinPercentage(1e-8));
    }
    assertThat(schedule.posteriorVariance(0)).isZero();
  }

  @Property(tries = 100)
  void respacingKeepsTheLevelsThatItVisits(
      @ForAll @IntRange(min = 1, max = 100) int first,
      @ForAll @IntRange(min = 1, max = 100) int second) {
    NoiseSchedule trained = NoiseSchedule.linear(1000);
    NoiseSchedule once = trained.respace(new Spacing.Uniform(100));
    NoiseSchedule twice = once.respace(new Spacing.Trailing(first));
    assertThat(twice.size()).isEqualTo(first);
    for (int i = 0; i < twice.size(); i++) {
      NoiseLevel level = twice.level(i);
      assertThat(level).isEqualTo(trained.level((int) level.timestep()));
    }
    assertThat(trained.respace(new Spacing.Uniform(second)).alphaBar(-1)).isEqualTo(1);
  }

  /** diffusers' set_alpha_to_one: false ends at the first trained level, 1 - 0.00085 there. */
  @Test
  void aRunMayEndAtTheFirstTrainedLevel() {
    NoiseSchedule trained = NoiseSchedule.scaledLinear(1000, 0.00085, 0.012);
    NoiseSchedule levels =
        trained.withFinalAlphaBar(trained.alphaBar(0)).respace(new Spacing.Uniform(50, 1));
    assertThat(levels.alphaBar(-1)).isCloseTo(0.99915, within(1e-12));
    // The second beta is (sqrt(0.00085) + (sqrt(0.012) - sqrt(0.00085)) / 999)^2.
    assertThat(levels.alphaBar(0)).isCloseTo(0.99915 * (1 - 0.000854699), within(1e-9));
    assertThat(levels.beta(0)).isCloseTo(0.000854699, within(1e-9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trained.withFinalAlphaBar(0.9))
        .withMessageStartingWith("a run ends at an alphaBar from 0.99915");
  }

  /** Lin et al. 2024, Algorithm 1: the least noisy level stays, the noisiest has no signal. */
  @Test
  void rescaledItEndsWithoutSignal() {
    NoiseSchedule trained = NoiseSchedule.scaledLinear(1000, 0.00085, 0.012);
    NoiseSchedule rescaled = trained.withTerminalAlphaBar(0);
    assertThat(rescaled.alphaBar(0)).isCloseTo(trained.alphaBar(0), within(1e-12));
    assertThat(rescaled.alphaBar(999)).isZero();
    assertThat(rescaled.sigma(999)).isInfinite();
    double first = Math.sqrt(trained.alphaBar(0));
    double lost = Math.sqrt(trained.alphaBar(999));
    assertThat(Math.sqrt(rescaled.alphaBar(500)))
        .isCloseTo(
            (Math.sqrt(trained.alphaBar(500)) - lost) * first / (first - lost), within(1e-12));
  }

  @Test
  void aSigmaHasATimestepBetweenThoseOfItsNeighbours() {
    NoiseSchedule trained = NoiseSchedule.linear(1000);
    double sigma = Math.sqrt(trained.sigma(300) * trained.sigma(301));
    assertThat(trained.ofSigma(sigma).timestep()).isCloseTo(300.5, within(1e-9));
    assertThat(trained.ofSigma(sigma).sigma()).isCloseTo(sigma, withinPercentage(1e-9));
    assertThat(trained.ofSigma(1e-5).timestep()).isZero();
    assertThat(trained.ofSigma(1e5).timestep()).isEqualTo(999);
    assertThatIllegalArgumentException().isThrownBy(() -> trained.between(999.5));
  }

  @Test
  void linearScalesWithTheNumberOfSteps() {
    assertThat(NoiseSchedule.linear(1000).beta(0)).isCloseTo(1e-4, within(1e-15));
    assertThat(NoiseSchedule.linear(1000).beta(999)).isCloseTo(0.02, within(1e-12));
    assertThat(NoiseSchedule.linear(100).beta(0)).isCloseTo(1e-3, within(1e-15));
  }

  @Test
  void scaledLinearByNameIsThatOfStableDiffusion() {
    NoiseSchedule named = NoiseSchedule.named("scaled-linear", 1000);
    assertThat(named.beta(0)).isCloseTo(0.00085, within(1e-15));
    assertThat(named.beta(999)).isCloseTo(0.012, within(1e-12));
  }

  @Test
  void refusesWhatIsNoSchedule() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NoiseSchedule.named("sigmoid", 1000))
        .withMessage("schedule 'sigmoid' is not known; choose linear, cosine or scaled-linear");
    assertThatIllegalArgumentException().isThrownBy(() -> NoiseSchedule.ofBetas());
    assertThatIllegalArgumentException().isThrownBy(() -> NoiseSchedule.ofBetas(0.1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> NoiseSchedule.ofBetas(0.1, 1.1));
    assertThatIllegalArgumentException().isThrownBy(() -> NoiseSchedule.ofBetas(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> NoiseSchedule.linear(0, 1e-4, 0.02));
    assertThatIllegalArgumentException().isThrownBy(() -> new NoiseLevel(3, -1e-9));
    assertThatIllegalArgumentException().isThrownBy(() -> new NoiseLevel(3, Double.NaN));
  }

  @Test
  void handsOutCopies() {
    NoiseSchedule schedule = NoiseSchedule.linear(20);
    schedule.timesteps()[0] = 7;
    assertThat(schedule.timesteps()[0]).isZero();
  }
}
