package io.tweedie.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KernelTest {

  @Test
  void scalesItsNumbersToSumToOneAndOwnsThem() {
    double[][] rows = {{1, 2}, {3, 4}, {0, 0}};
    Kernel kernel = Kernel.of(rows);
    rows[0][0] = 100;
    assertThat(kernel.height()).isEqualTo(3);
    assertThat(kernel.width()).isEqualTo(2);
    assertThat(kernel.weight(0, 0)).isEqualTo(0.1);
    assertThat(kernel.weight(1, 1)).isEqualTo(0.4);
    assertThat(kernel.rowSums()).containsExactly(new double[] {0.3, 0.7, 0}, within(1e-15));
    assertThat(kernel.columnSums()).containsExactly(new double[] {0.4, 0.6}, within(1e-15));
  }

  @Test
  void theGaussianHasItsStandardDeviation() {
    Kernel kernel = Kernel.gaussian(61, 3);
    assertThat(sum(kernel)).isCloseTo(1, within(1e-12));
    double variance = 0;
    for (int i = 0; i < 61; i++) {
      variance += kernel.rowSums()[i] * (i - 30) * (i - 30);
    }
    assertThat(variance).isCloseTo(9, within(1e-6));
    assertThat(kernel.weight(30, 30)).isCloseTo(1 / (2 * Math.PI * 9), within(1e-9));
    assertThat(kernel.weight(30, 33) / kernel.weight(30, 30))
        .isCloseTo(Math.exp(-0.5), within(1e-12));
  }

  @Test
  void anEvenGaussianStaysOnItsPixel() {
    Kernel kernel = Kernel.gaussian(4, 1);
    assertThat(kernel.weight(1, 2)).isEqualTo(kernel.weight(3, 2)).isLessThan(kernel.weight(2, 2));
  }

  @Test
  void knowsProductsOfAColumnAndARow() {
    assertThat(Kernel.gaussian(9, 1.5).isSeparable()).isTrue();
    assertThat(Kernel.of(new double[][] {{1, 2, 3}}).isSeparable()).isTrue();
    float[] third = {1 / 3f, 1 / 7f};
    double[][] rounded = {
      {third[0] * third[0], third[0] * third[1]}, {third[1] * third[0], third[1] * third[1]}
    };
    assertThat(Kernel.of(rounded).isSeparable()).isTrue();
    assertThat(Kernel.of(new double[][] {{1, 0}, {0, 1}}).isSeparable()).isFalse();
    assertThat(Kernel.of(new double[][] {{1, 1}, {1, 1.001}}).isSeparable()).isFalse();
  }

  @Test
  void motionIsChosenByTheSeed() {
    double[] first = Kernel.motion(61, 0.5, 7).rowSums();
    assertThat(Kernel.motion(61, 0.5, 7).rowSums()).isEqualTo(first);
    assertThat(Kernel.motion(61, 0.5, 8).rowSums()).isNotEqualTo(first);
  }

  @Property(tries = 60)
  void motionIsALightOnTheKernel(
      @ForAll @IntRange(min = 1, max = 61) int size,
      @ForAll @DoubleRange(min = 0, max = 1) double intensity,
      @ForAll long seed) {
    Kernel kernel = Kernel.motion(size, intensity, seed);
    assertThat(sum(kernel)).isCloseTo(1, within(1e-9));
    double least = 0;
    for (int i = 0; i < size * size; i++) {
      least = Math.min(least, kernel.weight(i / size, i % size));
    }
    assertThat(least).isZero();
  }

  @Test
  void aCalmCameraMovesStraight() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(thickness(Kernel.motion(61, 0, seed))).isLessThan(0.6);
    }
  }

  @Test
  void aRestlessCameraScrawls() {
    double thickest = 0;
    for (long seed = 0; seed < 20; seed++) {
      thickest = Math.max(thickest, thickness(Kernel.motion(61, 0.7, seed)));
    }
    assertThat(thickest).isGreaterThan(2);
  }

  @Test
  void motionIsAroundTheMiddle() {
    for (long seed = 0; seed < 20; seed++) {
      double[] middle = middle(Kernel.motion(61, 0.5, seed));
      assertThat(Math.hypot(middle[0] - 30, middle[1] - 30)).isLessThan(10);
    }
  }

  private static double[] middle(Kernel kernel) {
    double[] mean = new double[2];
    for (int i = 0; i < kernel.height(); i++) {
      for (int j = 0; j < kernel.width(); j++) {
        mean[0] += kernel.weight(i, j) * i;
        mean[1] += kernel.weight(i, j) * j;
      }
    }
    return mean;
  }

  /** Standard deviation across the kernel's longest direction, in pixels. */
  private static double thickness(Kernel kernel) {
    double[] mean = middle(kernel);
    double rows = 0;
    double columns = 0;
    double both = 0;
    for (int i = 0; i < kernel.height(); i++) {
      for (int j = 0; j < kernel.width(); j++) {
        rows += kernel.weight(i, j) * (i - mean[0]) * (i - mean[0]);
        columns += kernel.weight(i, j) * (j - mean[1]) * (j - mean[1]);
        both += kernel.weight(i, j) * (i - mean[0]) * (j - mean[1]);
      }
    }
    return Math.sqrt((rows + columns - Math.hypot(rows - columns, 2 * both)) / 2);
  }

  private static double sum(Kernel kernel) {
    double sum = 0;
    for (double row : kernel.rowSums()) {
      sum += row;
    }
    return sum;
  }

  @Test
  void refusesWhatIsNoBlur() {
    assertRefused(new double[][] {{1, -1}}, "positive sum", "0.0");
    assertRefused(new double[][] {{1, Double.NaN}}, "positive sum", "NaN");
    assertRefused(new double[][] {{1, Double.POSITIVE_INFINITY}}, "positive sum");
    assertRefused(new double[][] {{1, 2}, {3}}, "2 numbers", "some 1");
    assertRefused(new double[][] {}, "1 to 2001", "0 x 0");
    assertRefused(new double[][] {{}}, "1 x 0");
    assertRefused(new double[1][2002], "1 x 2002");
  }

  private static void assertRefused(double[][] rows, String... reasons) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kernel.of(rows))
        .withMessageContainingAll(reasons);
  }
}
