package io.tweedie.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.tensor.Backend;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RandomStreamTest {

  private static final int MANY = 10_000_000;

  private PointerScope scope;

  @BeforeEach
  void open() {
    Backend.initialize();
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  @Tag("processor")
  void numbersAreTheSameBitsOnEveryProcessor() {
    assertThat(Bits.of(new RandomStream(1).normal(1_000_000))).isEqualTo("349c3e538913203b");
    assertThat(Bits.of(new RandomStream(1).uniform(-8, 8, 1000))).isEqualTo("f6cc467f08b0f88e");
  }

  /** Counts in intervals from the middle far into the tail, where the ziggurat has other code. */
  @Test
  void normalNumbersAreNormal() {
    double[] ends = new double[41];
    Arrays.setAll(ends, i -> -5 + 0.25 * i);
    long[] counts = new long[ends.length + 1];
    RandomStream random = new RandomStream(2);
    for (int i = 0; i < MANY; i++) {
      double x = random.nextGaussian();
      counts[(int) Math.max(0, Math.min(ends.length, Math.floor((x + 5) / 0.25) + 1))]++;
    }
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double distance = 0;
    for (int i = 0; i < counts.length; i++) {
      double low = i == 0 ? Double.NEGATIVE_INFINITY : ends[i - 1];
      double high = i == ends.length ? Double.POSITIVE_INFINITY : ends[i];
      double expected = MANY * normal.probability(low, high);
      distance += Math.pow(counts[i] - expected, 2) / expected;
    }
    assertThat(ChiSquaredDistribution.of(ends.length).survivalProbability(distance))
        .isGreaterThan(0.01);
  }

  /** A tail of the wrong shape hides in one interval; its mean excess does not. */
  @Test
  void theTailFallsAsItShould() {
    RandomStream random = new RandomStream(3);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < MANY; i++) {
      double x = Math.abs(random.nextGaussian());
      if (x > 3.5) {
        sum += x - 3.5;
        count++;
      }
    }
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double excess = normal.density(3.5) / normal.survivalProbability(3.5) - 3.5;
    assertThat(sum / count).isCloseTo(excess, within(4 * excess / Math.sqrt(count)));
  }

  @Test
  void streamsOfNeighbouringKeysHaveNothingInCommon() {
    Tensor first = new RandomStream(4).normal(100_000);
    for (long key : new long[] {3, 5, 4 + 0x9E3779B97F4A7C15L}) {
      Tensor other = new RandomStream(key).normal(100_000);
      for (int lag = 0; lag < 3; lag++) {
        double product =
            first.narrow(0, lag, 99_000).mul(other.narrow(0, 0, 99_000)).mean().item_double();
        assertThat(product).isCloseTo(0, within(4 / Math.sqrt(99_000)));
      }
    }
  }

  @Test
  void uniformNumbersFillTheirInterval() {
    Tensor numbers = new RandomStream(5).uniform(-2, 6, 10, 10_000);
    assertThat(numbers.shape()).containsExactly(10, 10_000);
    assertThat(numbers.min().item_double()).isBetween(-2.0, -1.999);
    assertThat(numbers.max().item_double()).isBetween(5.999, 6.0);
    assertThat(numbers.mean().item_double()).isCloseTo(2, within(0.03));
  }
}
