package io.tweedie.core.measurement;

import static io.tweedie.core.contract.Samples.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.full;

import io.tweedie.core.tensor.Scalars;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoissonNoiseTest {

  private final PointerScope scope = new PointerScope();

  @AfterEach
  void closeScope() {
    scope.close();
  }

  @ParameterizedTest
  @CsvSource({"0.004, 1", "0.2, 1", "0.5, 1", "1, 1", "1.5, 1", "0.5, 0.01", "0.8, 20"})
  void countsPhotonsWithTheirMeanAndVariance(double brightness, double rate) {
    int n = 200_000;
    Tensor clean = full(new long[] {1, 1, 1, n}, Scalars.scalar(2 * brightness - 1));
    Tensor noisy = new Noise.Poisson(rate).add(clean.to(ScalarType.Double), normal(1, 1, 1, 1, n));
    Tensor bright = noisy.add(Scalars.scalar(1)).div(Scalars.scalar(2));
    double photons = 255 * rate * brightness;
    double variance = brightness / (255 * rate);
    // The fourth central moment of a Poisson number is mean + 3 mean^2.
    double meanError = Math.sqrt(variance / n);
    double varianceError = variance * Math.sqrt((2 + 1 / photons) / n);
    assertThat(bright.mean().item_double()).isCloseTo(brightness, within(4 * meanError));
    assertThat(bright.var().item_double()).isCloseTo(variance, within(4 * varianceError));
  }

  @Test
  void readsWholePhotonsAndIsNotClipped() {
    Tensor white = full(new long[] {1, 3, 20, 20}, Scalars.scalar(1));
    Tensor noisy = new Noise.Poisson(0.5).add(white, normal(1, 1, 3, 20, 20));
    assertThat(noisy.scalar_type().intern()).isEqualTo(ScalarType.Float);
    assertThat(noisy.max().item_double()).isGreaterThan(1.05);
    Tensor photons = noisy.add(Scalars.scalar(1)).mul(Scalars.scalar(0.25 * 255));
    assertThat(photons.sub(photons.round()).abs().max().item_double()).isLessThan(1e-4);
  }

  @Test
  void darknessCountsNothing() {
    Tensor dark = full(new long[] {1, 1, 4, 4}, Scalars.scalar(-1.25));
    Tensor noisy = new Noise.Poisson(1).add(dark, normal(1, 1, 1, 4, 4));
    assertThat(noisy.min().item_double()).isEqualTo(-1);
    assertThat(noisy.max().item_double()).isEqualTo(-1);
  }

  @Test
  void anImageGetsTheSameNoiseAloneAndAgain() {
    Tensor clean = normal(1, 2, 3, 5, 7).mul(Scalars.scalar(0.5));
    Tensor draws = normal(2, 2, 3, 5, 7);
    Noise noise = new Noise.Poisson(1);
    Tensor both = noise.add(clean, draws);
    assertThat(noise.add(clean, draws).equal(both)).isTrue();
    Tensor second = noise.add(clean.narrow(0, 1, 1), draws.narrow(0, 1, 1));
    assertThat(second.equal(both.narrow(0, 1, 1))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 0.01, 0.3, 1, 4.5, 33, 255, 25_500.5, 255_000})
  void quantilesAreExact(double mean) {
    PoissonDistribution counts = PoissonDistribution.of(mean);
    int last = 0;
    for (double z = -9; z <= 9; z += 0.0625) {
      int k = PoissonQuantile.at(z, mean);
      double below = NormalDistribution.of(0, 1).cumulativeProbability(z);
      double above = NormalDistribution.of(0, 1).survivalProbability(z);
      if (z <= 0) {
        assertThat(counts.cumulativeProbability(k)).isGreaterThanOrEqualTo(below);
        assertThat(k == 0 || counts.cumulativeProbability(k - 1) < below).isTrue();
      } else {
        assertThat(counts.survivalProbability(k)).isLessThanOrEqualTo(above);
        assertThat(k == 0 || counts.survivalProbability(k - 1) > above).isTrue();
      }
      assertThat(k).isGreaterThanOrEqualTo(last);
      last = k;
    }
  }

  @Test
  void agreesWithTheLibrarysQuantiles() {
    for (double z = -4; z <= 4; z += 0.5) {
      double p = NormalDistribution.of(0, 1).cumulativeProbability(z);
      for (double mean : new double[] {0.2, 3, 77.7, 1000}) {
        assertThat(PoissonQuantile.at(z, mean))
            .isEqualTo(PoissonDistribution.of(mean).inverseCumulativeProbability(p));
      }
    }
  }

  @Test
  void itsSigmaIsThatOfMidGrey() {
    Noise noise = new Noise.Poisson(2);
    assertThat(noise.sigma()).isCloseTo(Math.sqrt(0.5 / 510), within(1e-12));
    assertThat(noise.sigmaInModelUnits()).isCloseTo(2 * noise.sigma(), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1001, Double.NaN})
  void refusesWhatIsNoRate(double rate) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Noise.Poisson(rate))
        .withMessageContainingAll(String.valueOf(rate), "photons", "take 1");
  }

  @Test
  void refusesWhatCannotBeCounted() {
    Tensor nan = full(new long[] {1, 1, 1, 1}, Scalars.scalar(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Noise.Poisson(1).add(nan, normal(1, 1, 1, 1, 1)))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Noise.Poisson(1).add(normal(1, 2, 1, 2, 2), normal(1, 1, 1, 2, 2)))
        .withMessageContainingAll("[2, 1, 2, 2]", "[1, 1, 2, 2]");
  }
}
