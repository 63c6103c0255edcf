package io.tweedie.core.contract;

import static io.tweedie.core.contract.Samples.assertClose;
import static io.tweedie.core.contract.Samples.combine;
import static io.tweedie.core.contract.Samples.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.operator.SpectralOperator;
import io.tweedie.core.tensor.Shape;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link SpectralOperator} promises besides: that its functional calculus is that of
 * (A'A)^(1/2). The operators under test have no singular values that are small without being zero.
 */
public abstract class SpectralOperatorContract extends LinearOperatorContract {

  private static final DoubleUnaryOperator INVERSE_SQUARE = s -> s == 0 ? 0 : 1 / (s * s);
  private static final DoubleUnaryOperator NULL_SPACE = s -> s == 0 ? 1 : 0;

  private Tensor filter(LinearOperator a, Tensor x, DoubleUnaryOperator f) {
    return ((SpectralOperator) a).spectralFilter(x, f);
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void theSquareIsTheOperatorThenItsAdjoint(LinearOperator a) {
    Tensor x = images(a, 2);
    assertClose(filter(a, x, s -> s * s), a.adjoint(a.apply(x)), exactness());
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void theInverseSquareIsThePseudoInverseAfterItsAdjoint(LinearOperator a) {
    Tensor x = images(a, 2);
    LinearOperator inverse =
        LinearOperator.of("A+", a.measurementShape(), a.imageShape(), a::pseudoInverse);
    assertClose(
        filter(a, x, INVERSE_SQUARE), a.pseudoInverse(inverse.adjoint(x)), 10 * exactness());
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void oneChangesNothing(LinearOperator a) {
    Tensor x = images(a, 2);
    assertClose(filter(a, x, s -> 1), x, exactness());
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void theNullSpaceIsExact(LinearOperator a) {
    Tensor x = images(a, 2);
    Tensor unseen = filter(a, x, NULL_SPACE);
    assertThat(a.apply(unseen).norm().item_double()).isLessThan(1e-12);
    assertClose(filter(a, unseen, NULL_SPACE), unseen, exactness());
    assertClose(combine(1, x, -1, a.pseudoInverse(a.apply(x))), unseen, exactness());
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void functionsMultiply(LinearOperator a) {
    Tensor x = images(a, 2);
    DoubleUnaryOperator f = s -> 0.3 + s;
    DoubleUnaryOperator g = s -> Math.exp(-2 * s);
    assertClose(
        filter(a, filter(a, x, f), g),
        filter(a, x, s -> f.applyAsDouble(s) * g.applyAsDouble(s)),
        exactness());
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void theProximalStepIsAFunctionToo(LinearOperator a) {
    Tensor z = images(a, 2);
    Tensor nothing = measurements(a, 2).zero_();
    assertClose(a.proximal(z, nothing, 0.5), filter(a, z, s -> 0.5 / (s * s + 0.5)), exactness());
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void filtersAnImageAloneAsInABatch(LinearOperator a) {
    assertIndependentOfBatch(single(images(a, 3)), x -> filter(a, x, s -> 1 / (s + 1)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void filtersInSinglePrecision(LinearOperator a) {
    Tensor x = images(a, 2);
    Tensor inFloat = filter(a, single(x), s -> 1 / (s + 1));
    assertThat(inFloat.scalar_type().intern()).isEqualTo(ScalarType.Float);
    assertClose(inFloat.to(ScalarType.Double), filter(a, x, s -> 1 / (s + 1)), 1e-5);
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void refusesToFilterImagesOfAnotherShape(LinearOperator a) {
    Shape shape = a.imageShape();
    Tensor wider = Samples.normal(1, 1, shape.channels(), shape.height(), shape.width() + 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> filter(a, wider, s -> s))
        .withMessageContainingAll(a.name(), shape.toString());
  }
}
