package io.tweedie.core.operator;

import static io.tweedie.core.contract.Samples.assertClose;
import static io.tweedie.core.contract.Samples.normal;
import static io.tweedie.core.contract.Samples.single;
import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.contract.SpectralOperatorContract;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class SeparableBlurTest extends SpectralOperatorContract {

  private static final Kernel MILD = Kernel.gaussian(5, 0.5);

  /** The mean of neighbours, twice: blind for what replicates to nothing. */
  private static final Kernel PAIRS = Kernel.of(new double[][] {{1}, {0}, {1}});

  @Override
  protected Stream<LinearOperator> operators() {
    return Stream.of(
        Blur.of(new Shape(1, 7, 5), MILD, Boundary.REFLECT),
        Blur.of(new Shape(3, 6, 9), MILD, Boundary.REPLICATE),
        Blur.of(new Shape(3, 5, 4), MILD, Boundary.ZERO),
        Blur.of(new Shape(3, 8, 7), MILD, Boundary.VALID),
        Blur.of(new Shape(1, 3, 4), PAIRS, Boundary.REFLECT),
        Blur.of(new Shape(3, 5, 4), PAIRS, Boundary.ZERO));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "CIRCULAR")
  void isTheBlurThatPaddingMakes(Boundary boundary) {
    Kernel kernel = Kernel.of(new double[][] {{1, 2, 3, 4}, {2, 4, 6, 8}, {0.5, 1, 1.5, 2}});
    Shape shape = new Shape(3, 9, 11);
    Tensor x = normal(1, shape.batch(2));
    Blur separable = Blur.of(shape, kernel, boundary);
    assertThat(separable).isInstanceOf(SeparableBlur.class);
    assertClose(
        separable.apply(x), new PaddedBlur("blur", shape, kernel, boundary).apply(x), 1e-14);
  }

  @Test
  void takesASingularValueBelowTheCutForZero() {
    LinearOperator a = Blur.of(new Shape(1, 32, 24), Kernel.gaussian(31, 2.5), Boundary.REFLECT);
    Tensor y = normal(1, 1, 1, 32, 24);
    assertThat(a.pseudoInverse(y).norm().item_double() / y.norm().item_double()).isLessThan(101);
    Tensor explained = a.apply(a.pseudoInverse(y));
    assertClose(a.apply(a.pseudoInverse(explained)), explained, 1e-10);
  }

  @Test
  void itsRegularizedInverseMakesLittleOfNoise() {
    LinearOperator a = Blur.of(new Shape(1, 32, 24), Kernel.gaussian(31, 2.5), Boundary.REFLECT);
    Tensor noise = normal(1, 1, 1, 32, 24).mul(scalar(0.1));
    double size = noise.norm().item_double();
    assertThat(a.pseudoInverse(noise).norm().item_double()).isGreaterThan(10 * size);
    assertThat(a.regularizedInverse(noise, 0.1).norm().item_double()).isLessThan(2 * size);
    assertThat(a.regularizedInverse(noise, 0).equal(a.pseudoInverse(noise))).isTrue();
  }

  @Test
  void whatTheFirstInverseFoundOutlivesItsScope() {
    LinearOperator a = Blur.of(new Shape(1, 7, 5), MILD, Boundary.REFLECT);
    Tensor y = measurements(a, 1);
    Tensor first;
    try (PointerScope step = new PointerScope()) {
      first = a.pseudoInverse(y).retainReference();
    }
    assertThat(a.pseudoInverse(y).equal(first)).isTrue();
    first.close();
  }

  @Test
  void imagesAloneAreAsInABatchWhereMatrixProductsAreNot() {
    LinearOperator a = Blur.of(new Shape(3, 100, 64), Kernel.gaussian(61, 3), Boundary.REFLECT);
    assertIndependentOfBatch(single(images(a, 3)), a::apply);
    assertIndependentOfBatch(single(measurements(a, 3)), a::pseudoInverse);
  }
}
