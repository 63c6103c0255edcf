package io.tweedie.eval.significance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.random.RandomStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.statistics.distribution.NormalDistribution;

class SignificanceTest {

  private static double[] normal(String purpose, long seed, int count, double mean) {
    RandomStream random = new RandomStream(seed, purpose);
    return IntStream.range(0, count).mapToDouble(i -> mean + random.nextGaussian()).toArray();
  }

  @Example
  void signChangesOfAFewImagesAreCounted() {
    // All of one sign: of 2^5 changes only none and all are as far.
    double[] ones = {2, 3, 1, 5, 4};
    double[] zeros = new double[5];
    assertThat(PairedTest.of(ones, zeros).p()).isEqualTo(2.0 / 32);
    assertThat(PairedTest.of(zeros, ones).p()).isEqualTo(2.0 / 32);
    // Differences 1, 1, -1: sums of 3 and -3 are further, the six of 1 and -1 as far: all eight.
    assertThat(PairedTest.of(new double[] {1, 1, 0}, new double[] {0, 0, 1}).p()).isEqualTo(1);
    // 3, 1: 4, -4 are as far as 4; 2 and -2 are not.
    assertThat(PairedTest.of(new double[] {3, 1}, new double[2]).p()).isEqualTo(0.5);
    PairedTest equal =
        PairedTest.of(
            new double[] {Double.POSITIVE_INFINITY, 2}, new double[] {Double.POSITIVE_INFINITY, 2});
    assertThat(equal.p()).isEqualTo(1);
    assertThat(equal.difference()).isZero();
  }

  /** Drawn ones tend to the normal distribution of the sum. */
  @Property(tries = 12)
  void signChangesOfManyImagesAreAsTheNormalDistributionSays(
      @ForAll @IntRange(max = 1000) int seed) {
    double[] differences = normal("differences", seed, 200, 0.1);
    double p = PairedTest.of(differences, new double[200]).p();
    double squares = Arrays.stream(differences).map(d -> d * d).sum();
    double z = Math.abs(Arrays.stream(differences).sum()) / Math.sqrt(squares);
    double expected = 2 * (1 - NormalDistribution.of(0, 1).cumulativeProbability(z));
    assertThat(p).isCloseTo(expected, within(0.02));
    assertThat(PairedTest.of(differences, new double[200]).p()).isEqualTo(p);
  }

  /** Of methods that do not differ, p is below 5 % about that often, exact or drawn. */
  @Example
  void chanceAloneIsSeldomSignificant() {
    for (int images : new int[] {10, 20}) {
      int significant = 0;
      for (int seed = 0; seed < 400; seed++) {
        double[] first = normal("first", seed, images, 0);
        double[] second = normal("second", seed, images, 0);
        significant += PairedTest.of(first, second).p() < 0.05 ? 1 : 0;
      }
      // 20 of 400 are expected, with a deviation of 4.4.
      assertThat(significant).as("of 400, with %d images", images).isBetween(7, 34);
    }
  }

  @Example
  void intervalsHoldTheMeanAsOftenAsTheySay() {
    int held = 0;
    for (int seed = 0; seed < 400; seed++) {
      Interval interval = Interval.ofMean(normal("values", seed, 40, 3));
      held += interval.low() <= 3 && 3 <= interval.high() ? 1 : 0;
    }
    // 380 are expected of an exact interval; the percentile bootstrap of 40 values holds a little
    // less.
    assertThat(held).isBetween(358, 393);
  }

  @Example
  void intervalsAreAsWideAsTheErrorOfTheMean() {
    double[] values = normal("values", 0, 400, 0);
    Interval interval = Interval.ofMean(values);
    assertThat(interval.high() - interval.low()).isCloseTo(2 * 1.96 / 20, within(0.03));
    assertThat(Interval.ofMean(7, 7, 7)).isEqualTo(new Interval(7, 7));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Interval.ofMean(1, Double.POSITIVE_INFINITY))
        .withMessageContaining("finite");
  }

  @Example
  void holmsValuesAreThoseOfHisPaper() {
    assertThat(PairedTest.holm(0.01, 0.04, 0.03, 0.005))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
    assertThat(PairedTest.holm(0.9, 0.8)).containsExactly(1, 1);
    assertThat(PairedTest.holm()).isEmpty();
  }

  private static Map<String, Double> byImage(double... values) {
    Map<String, Double> map = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      map.put("image " + i, values[i]);
    }
    return map;
  }

  @Example
  void rankingsMarkTheBestAndWhatCannotBeToldFromIt() {
    double[] best = normal("image", 1, 12, 30);
    double[] near = Arrays.stream(best).toArray();
    for (int i = 0; i < near.length; i++) {
      near[i] += i % 2 == 0 ? 0.5 : -0.6;
    }
    double[] far = Arrays.stream(best).map(v -> v - 1).toArray();
    Map<String, Map<String, Double>> values = new LinkedHashMap<>();
    values.put("far", byImage(far));
    values.put("near", byImage(near));
    values.put("best", byImage(best));
    assertThat(Ranking.of(values, true)).isEqualTo(new Ranking(Set.of("best"), Set.of("near")));
    Ranking less = Ranking.of(values, false);
    assertThat(less.best()).containsExactly("far");
    assertThat(less.tied()).isEmpty();

    List<Ranking.Comparison> all = Ranking.all(values, true);
    assertThat(all)
        .hasSize(3)
        .allSatisfy(c -> assertThat(c.pHolm()).isGreaterThanOrEqualTo(c.test().p()));
    Ranking.Comparison farFromBest =
        all.stream()
            .filter(c -> c.other().equals("far") && c.better().equals("best"))
            .findFirst()
            .orElseThrow();
    assertThat(farFromBest.test().difference()).isCloseTo(1, within(1e-9));
    assertThat(farFromBest.test().p()).isEqualTo(2.0 / 4096);
    assertThat(Ranking.of(Map.of(), true).best()).isEmpty();
  }
}
