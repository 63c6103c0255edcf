package io.tweedie.core.operator;

import static io.tweedie.core.contract.Samples.assertClose;
import static io.tweedie.core.contract.Samples.normal;
import static io.tweedie.core.contract.Samples.single;
import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.contract.SpectralOperatorContract;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircularBlurTest extends SpectralOperatorContract {

  /** Mostly a point, so that every frequency passes. */
  private static final Kernel MILD =
      Kernel.of(new double[][] {{0.1, 0.2, 0}, {0, 2, 0.3}, {0.2, 0, 0.1}});

  /** Blind for the shortest waves of even lengths. */
  private static final Kernel PAIRS = Kernel.of(new double[][] {{1, 1}, {1, 1}});

  @Override
  protected Stream<LinearOperator> operators() {
    return Stream.of(
        Blur.of(new Shape(1, 7, 5), MILD, Boundary.CIRCULAR),
        Blur.of(new Shape(3, 6, 9), MILD, Boundary.CIRCULAR),
        Blur.of(new Shape(3, 8, 6), PAIRS, Boundary.CIRCULAR),
        Blur.of(new Shape(1, 6, 7), PAIRS, Boundary.CIRCULAR),
        Blur.of(new Shape(1, 4, 5), Kernel.gaussian(9, 0.6), Boundary.CIRCULAR));
  }

  @Test
  void takesASingularValueBelowTheCutForZero() {
    SpectralOperator a = gaussian(2.5);
    Tensor x = normal(1, 1, 1, 32, 32);
    Tensor unseen = a.spectralFilter(x, s -> s == 0 ? 1 : 0);
    double left = a.apply(unseen).norm().item_double() / unseen.norm().item_double();
    assertThat(left).isBetween(1e-4, 1e-2);
    assertThat(a.pseudoInverse(x).norm().item_double() / x.norm().item_double()).isLessThan(100);
    assertClose(a.pseudoInverse(a.apply(unseen)), unseen.zero_(), 1e-12);
  }

  private static SpectralOperator gaussian(double standardDeviation) {
    return (SpectralOperator)
        Blur.of(new Shape(1, 32, 32), Kernel.gaussian(31, standardDeviation), Boundary.CIRCULAR);
  }

  @ParameterizedTest
  @CsvSource({"101, 67", "128, 100"})
  void imagesAloneAreAsInABatchWhereTransformsAreNot(long height, long width) {
    LinearOperator a =
        Blur.of(new Shape(3, height, width), Kernel.gaussian(61, 3), Boundary.CIRCULAR);
    assertIndependentOfBatch(single(images(a, 3)), a::apply);
    assertIndependentOfBatch(single(measurements(a, 3)), a::pseudoInverse);
  }
}
