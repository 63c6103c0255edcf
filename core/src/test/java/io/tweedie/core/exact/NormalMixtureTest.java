package io.tweedie.core.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.operator.Colorization;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Shape;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The closed forms against sums of Bayes' rule over a grid, for a colour of one pixel. */
@Tag("processor")
class NormalMixtureTest {

  private static final Shape PIXEL = new Shape(3, 1, 1);
  private static final double[][] MEANS = {{0.3, -0.2, 0.5}, {-0.4, 0.1, -0.3}};
  private static final double[] WEIGHTS = {0.3, 0.7};

  /** Covariances F F' of these factors. */
  private static final double[][][] FACTORS = {
    {{0.4, 0, 0}, {0.2, 0.3, 0}, {-0.1, 0.1, 0.3}}, {{0.3, 0, 0}, {-0.1, 0.5, 0}, {0.2, 0, 0.4}}
  };

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

  private static NormalMixture mixture() {
    return new NormalMixture(PIXEL, List.of(component(0), component(1)));
  }

  private static NormalMixture.Component component(int k) {
    double[] rows = new double[9];
    for (int i = 0; i < 9; i++) {
      rows[i] = FACTORS[k][i / 3][i % 3];
    }
    Tensor factor = Tensor.create(rows, 3, 3);
    return new NormalMixture.Component(
        WEIGHTS[k], Tensor.create(MEANS[k]), factor.matmul(factor.t()));
  }

  /** The density of the mixture, by forward substitution in the triangular factors. */
  private static double density(double[] x) {
    double sum = 0;
    for (int k = 0; k < 2; k++) {
      double[][] f = FACTORS[k];
      double a = (x[0] - MEANS[k][0]) / f[0][0];
      double b = (x[1] - MEANS[k][1] - f[1][0] * a) / f[1][1];
      double c = (x[2] - MEANS[k][2] - f[2][0] * a - f[2][1] * b) / f[2][2];
      double volume = f[0][0] * f[1][1] * f[2][2];
      sum += WEIGHTS[k] * Math.exp(-0.5 * (a * a + b * b + c * c)) / volume;
    }
    return sum;
  }

  /** A likelihood of colours. */
  private interface Likelihood {
    double of(double[] x);
  }

  /** Mean and covariance of prior times likelihood, in rows: 3 numbers, then 9. */
  private static double[] moments(Likelihood likelihood) {
    double step = 0.08;
    double total = 0;
    double[] first = new double[3];
    double[] second = new double[9];
    for (double r = -3; r <= 3; r += step) {
      for (double g = -3; g <= 3; g += step) {
        for (double b = -3; b <= 3; b += step) {
          double[] x = {r, g, b};
          double p = density(x) * likelihood.of(x);
          total += p;
          for (int i = 0; i < 9; i++) {
            second[i] += p * x[i / 3] * x[i % 3];
          }
          for (int i = 0; i < 3; i++) {
            first[i] += p * x[i];
          }
        }
      }
    }
    double[] all = new double[12];
    for (int i = 0; i < 3; i++) {
      all[i] = first[i] / total;
    }
    for (int i = 0; i < 9; i++) {
      all[3 + i] = second[i] / total - all[i / 3] * all[i % 3];
    }
    return all;
  }

  private static double square(double x) {
    return x * x;
  }

  @Test
  void itsPosteriorIsThatOfBayesRule() {
    double sigma = 0.25;
    Colorization gray = new Colorization(PIXEL);
    Tensor y = Tensor.create(new float[] {0.15f}, 1, 1, 1, 1);
    double[] weights = new double[3];
    for (int i = 0; i < 3; i++) {
      float[] unit = new float[3];
      unit[i] = 1;
      weights[i] = gray.apply(Tensor.create(unit, 1, 3, 1, 1)).item_double();
    }
    double[] expected =
        moments(
            x -> {
              double measured = weights[0] * x[0] + weights[1] * x[1] + weights[2] * x[2];
              return Math.exp(-0.5 * square((measured - y.item_double()) / sigma));
            });

    NormalMixture posterior = mixture().posterior(gray, y, sigma);

    assertMoments(posterior, expected);
  }

  @Test
  void itsEstimateIsThePosteriorMeanOfTheCleanColour() {
    NoiseLevel level = NoiseSchedule.linear(1000).level(250);
    double signal = Math.sqrt(level.alphaBar());
    double[] noisy = {0.2, -0.5, 0.1};
    double[] expected =
        moments(
            x -> {
              double squares = 0;
              for (int i = 0; i < 3; i++) {
                squares += square(noisy[i] - signal * x[i]);
              }
              return Math.exp(-0.5 * squares / (1 - level.alphaBar()));
            });

    Tensor xt = Tensor.create(noisy, 1, 3, 1, 1);
    Tensor x0 = mixture().predict(xt, level).output();

    for (int i = 0; i < 3; i++) {
      assertThat(x0.flatten().get(i).item_double()).isCloseTo(expected[i], within(1e-6));
    }
  }

  @Test
  void itsMomentsAreThoseOfItsDensityAndOfItsSamples() {
    double[] expected = moments(x -> 1);
    NormalMixture mixture = mixture();
    assertMoments(mixture, expected);
    Tensor samples = mixture.sample(40_000, 3).flatten(1, -1);
    for (int i = 0; i < 3; i++) {
      double deviation = Math.sqrt(expected[3 + 4 * i]);
      assertThat(samples.select(1, i).mean().item_double())
          .isCloseTo(expected[i], within(5 * deviation / Math.sqrt(40_000)));
    }
  }

  private static void assertMoments(NormalMixture mixture, double[] expected) {
    Tensor mean = mixture.mean();
    Tensor covariance = mixture.covariance().flatten();
    for (int i = 0; i < 3; i++) {
      assertThat(mean.get(i).item_double()).isCloseTo(expected[i], within(1e-6));
    }
    for (int i = 0; i < 9; i++) {
      assertThat(covariance.get(i).item_double()).isCloseTo(expected[3 + i], within(1e-6));
    }
  }

  /**
   * Eigenvectors of equal variances may be turned at will, and a change of the last digit turns
   * them: what is drawn must not follow.
   */
  @Test
  void drawsDoNotDependOnTheChoiceOfEigenvectors() {
    Tensor mean = Tensor.create(0.1, -0.2, 0.3);
    double e = 1e-14;
    Tensor turned = Tensor.create(new double[] {1, e, -e, e, 1, 2 * e, -e, 2 * e, 1}, 3, 3);
    Tensor straight = Tensor.create(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3);
    Tensor first = drawn(mean, turned);
    Tensor second = drawn(mean, straight);
    assertThat(first.sub(second).abs().max().item_double()).isLessThan(1e-6);
  }

  private static Tensor drawn(Tensor mean, Tensor covariance) {
    var component = new NormalMixture.Component(1, mean, covariance);
    return new NormalMixture(PIXEL, List.of(component)).sample(1000, 5);
  }
}
