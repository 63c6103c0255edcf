package io.tweedie.eval.distribution;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.eye;

import io.tweedie.core.random.RandomStream;
import io.tweedie.core.tensor.Backend;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What must hold of any features. */
class DistributionPropertiesTest {

  private static final int TRIES = 40;

  @BeforeContainer
  static void start() {
    Backend.initialize();
  }

  /** Features of different scales around a mean. */
  private static Tensor features(long seed, int count, int width) {
    RandomStream random = new RandomStream(seed, "features");
    Tensor scales = random.normal(width).exp();
    return random.normal(count, width).mul(scales).add(random.normal(width).mul(scalar(3)));
  }

  @Property(tries = TRIES)
  void mergedStatisticsAreThoseOfAllAtOnce(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 60) int count,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(max = 60) int cutAt) {
    try (PointerScope scope = new PointerScope()) {
      FeatureRows all = FeatureRows.of(features(seed, count, width));
      int cut = Math.min(cutAt, count);
      Moments first = Moments.of(all.range(0, cut));
      Moments second = Moments.of(all.range(cut, count));
      Gaussian whole = Moments.of(all).gaussian();
      for (Moments merged : new Moments[] {first.plus(second), second.plus(first)}) {
        assertThat(merged.count()).isEqualTo(count);
        assertClose(merged.gaussian().mean(), whole.mean());
        assertClose(merged.gaussian().covariance(), whole.covariance());
      }
    }
  }

  private static void assertClose(double[] actual, double[] expected) {
    double scale = 0;
    for (double value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    assertThat(actual).containsExactly(expected, within(1e-11 * scale));
  }

  @Property(tries = TRIES)
  void aSetIsAtNoDistanceFromItself(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 80) int count,
      @ForAll @IntRange(min = 1, max = 60) int width) {
    try (PointerScope scope = new PointerScope()) {
      Gaussian set = Moments.of(FeatureRows.of(features(seed, count, width))).gaussian();
      assertThat(set.distance(set)).isBetween(0.0, 1e-6);
    }
  }

  @Property(tries = TRIES)
  void theDistanceIsTheSameBothWays(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 40) int count,
      @ForAll @IntRange(min = 1, max = 30) int width) {
    try (PointerScope scope = new PointerScope()) {
      Gaussian first = Moments.of(FeatureRows.of(features(seed, count, width))).gaussian();
      Gaussian second = Moments.of(FeatureRows.of(features(seed + 1, count + 3, width))).gaussian();
      double distance = first.distance(second);
      assertThat(distance).isPositive();
      assertThat(second.distance(first)).isCloseTo(distance, within(1e-9 * distance));
    }
  }

  /** Where features vary apart from each other, the distance is known: it adds up by feature. */
  @Property(tries = TRIES)
  void theDistanceOfIndependentFeaturesAddsUp(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int width) {
    RandomStream random = new RandomStream(seed, "diagonal");
    double[][] means = new double[2][width];
    double[][] covariances = new double[2][width * width];
    double expected = 0;
    for (int i = 0; i < width; i++) {
      for (int set = 0; set < 2; set++) {
        means[set][i] = random.nextGaussian();
        covariances[set][i * width + i] = random.nextInt(3) == 0 ? 0 : random.nextDouble();
      }
      expected += Math.pow(means[0][i] - means[1][i], 2);
      double[] deviations = {
        Math.sqrt(covariances[0][i * width + i]), Math.sqrt(covariances[1][i * width + i])
      };
      expected += Math.pow(deviations[0] - deviations[1], 2);
    }
    Gaussian first = new Gaussian(0, means[0], covariances[0]);
    Gaussian second = new Gaussian(0, means[1], covariances[1]);
    assertThat(first.distance(second)).isCloseTo(expected, within(1e-10));
  }

  @Property(tries = TRIES)
  void theScoreOfASureClassifierIsTheNumberOfClasses(
      @ForAll @IntRange(min = 1, max = 30) int classes,
      @ForAll @IntRange(min = 1, max = 4) int times,
      @ForAll @IntRange(min = 1, max = 5) int parts) {
    try (PointerScope scope = new PointerScope()) {
      Tensor sure = eye(classes).mul(scalar(1000)).to(ScalarType.Float);
      TensorVector repeated = new TensorVector();
      for (int i = 0; i < times * parts; i++) {
        repeated.push_back(sure);
      }
      Estimate score = InceptionScore.of(FeatureRows.of(cat(repeated, 0)), parts);
      assertThat(score.mean()).isCloseTo(classes, within(1e-9 * classes));
      assertThat(score.deviation()).isLessThan(1e-9 * classes);
    }
  }

  @Property(tries = TRIES)
  void theScoreOfAClassifierThatKnowsNothingIsOne(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int classes) {
    try (PointerScope scope = new PointerScope()) {
      Tensor one = new RandomStream(seed, "logits").normal(1, classes);
      Estimate score = InceptionScore.of(FeatureRows.of(one.expand(7, classes).contiguous()), 1);
      assertThat(score.mean()).isCloseTo(1, within(1e-9));
    }
  }

  @Property(tries = TRIES)
  void precisionAndRecallChangePlaces(
      @ForAll long seed,
      @ForAll @IntRange(min = 4, max = 40) int count,
      @ForAll @IntRange(min = 1, max = 5) int width) {
    try (PointerScope scope = new PointerScope()) {
      FeatureRows first = FeatureRows.of(new RandomStream(seed, "a").normal(count, width));
      FeatureRows second =
          FeatureRows.of(new RandomStream(seed, "b").normal(count + 5, width).mul(scalar(2)));
      PrecisionRecall there = PrecisionRecall.of(first, second, 3);
      PrecisionRecall back = PrecisionRecall.of(second, first, 3);
      assertThat(there.precision()).isEqualTo(back.recall());
      assertThat(there.recall()).isEqualTo(back.precision());
      PrecisionRecall self = PrecisionRecall.of(first, first, 3);
      assertThat(self).isEqualTo(new PrecisionRecall(1, 1));
    }
  }

  /** The kernel distance against sums that are written out. */
  @Property(tries = 10)
  void theKernelDistanceIsItsDefinition(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int count) {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = new RandomStream(seed, "x").normal(count, 3);
      Tensor y = new RandomStream(seed, "y").normal(count + 2, 3);
      double expected = mean(x, x, true) + mean(y, y, true) - 2 * mean(x, y, false);
      assertThat(KernelDistance.squared(x, y)).isCloseTo(expected, within(1e-9));
    }
  }

  private static double mean(Tensor x, Tensor y, boolean different) {
    double sum = 0;
    int pairs = 0;
    for (long i = 0; i < x.size(0); i++) {
      for (long j = 0; j < y.size(0); j++) {
        if (!different || i != j) {
          Tensor product =
              x.select(0, i).to(ScalarType.Double).dot(y.select(0, j).to(ScalarType.Double));
          sum += Math.pow(product.item_double() / 3 + 1, 3);
          pairs++;
        }
      }
    }
    return sum / pairs;
  }

  @Property(tries = 10)
  void subsetsAreDrawnBySeed(@ForAll long seed) {
    try (PointerScope scope = new PointerScope()) {
      FeatureRows x = FeatureRows.of(new RandomStream(seed, "x").normal(30, 3));
      FeatureRows y = FeatureRows.of(new RandomStream(seed, "y").normal(20, 3));
      KernelDistance distance = new KernelDistance(5, 10);
      Estimate first = distance.between(x, y, seed);
      assertThat(distance.between(x, y, seed)).isEqualTo(first);
      assertThat(distance.between(x, y, seed + 1)).isNotEqualTo(first);
      assertThat(first.parts()).isEqualTo(5);
      assertThat(first.deviation()).isPositive();
    }
  }

  @Property(tries = 10)
  void theSpreadIsTheMeanDistanceOfPairs(@ForAll long seed) {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = new RandomStream(seed, "x").normal(6, 4);
      double sum = 0;
      for (int i = 0; i < 6; i++) {
        for (int j = 0; j < i; j++) {
          sum += x.select(0, i).sub(x.select(0, j)).norm().item_double() / 15;
        }
      }
      assertThat(PrecisionRecall.spread(FeatureRows.of(x))).isCloseTo(sum, within(1e-5));
    }
  }

  @Property(tries = 1)
  void whatCannotBeMeasuredIsRefused() {
    try (PointerScope scope = new PointerScope()) {
      FeatureRows three = FeatureRows.of(new RandomStream(0, "x").normal(3, 2));
      FeatureRows wide = FeatureRows.of(new RandomStream(0, "x").normal(5, 3));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PrecisionRecall.of(three, three, 3))
          .withMessageContaining("got 3 and 3");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Moments.of(three.range(0, 1)).gaussian())
          .withMessageContaining("at least 2 images, got 1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Moments.of(three).plus(Moments.of(wide)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Moments.of(three).gaussian().distance(Moments.of(wide).gaussian()))
          .withMessageContaining("different networks");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Gaussian(0, new double[] {0, Double.NaN}, new double[4]));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Gaussian(0, new double[2], new double[] {1, 0.5, 0, 1}))
          .withMessageContaining("not symmetric");
    }
  }
}
