package io.tweedie.core.contract;

import static io.tweedie.core.contract.Samples.assertClose;
import static io.tweedie.core.contract.Samples.combine;
import static io.tweedie.core.contract.Samples.dot;
import static io.tweedie.core.contract.Samples.normal;
import static io.tweedie.core.contract.Samples.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.tensor.Shape;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link LinearOperator} promises besides. All of it is tried in float64, where a closed
 * form must be exact up to rounding.
 */
@Tag("processor")
public abstract class LinearOperatorContract extends OperatorContract<LinearOperator> {

  /** The default inverses stop at a gradient of 1e-10, which leaves an error of up to this. */
  private static final double ITERATIVE = 1e-8;

  /** How exact the inverses under test are, relative, in float64. */
  protected double exactness() {
    return 1e-12;
  }

  /** The same physics with all that follows from it derived: by differentiation, and iteration. */
  private static LinearOperator derived(LinearOperator a) {
    return LinearOperator.of(a.name(), a.imageShape(), a.measurementShape(), a::apply);
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void isLinear(LinearOperator a) {
    Tensor x = images(a, 2);
    Tensor z = normal(5, x.shape());
    assertClose(a.apply(combine(2, x, -3, z)), combine(2, a.apply(x), -3, a.apply(z)), 1e-13);
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void itsAdjointMovesAcrossTheInnerProduct(LinearOperator a) {
    Tensor x = images(a, 2);
    Tensor y = measurements(a, 2);
    double scale = x.norm().item_double() * y.norm().item_double();
    assertThat(dot(a.apply(x), y)).isCloseTo(dot(x, a.adjoint(y)), within(1e-14 * scale));
    assertClose(a.adjoint(y), derived(a).adjoint(y), 1e-13);
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void itsPseudoInverseMeetsTheFourConditionsOfPenrose(LinearOperator a) {
    Tensor x = images(a, 2);
    Tensor z = normal(5, x.shape());
    Tensor y = measurements(a, 2);
    Tensor w = normal(6, y.shape());
    Tensor measured = a.apply(x);
    assertClose(a.apply(a.pseudoInverse(measured)), measured, exactness());
    Tensor inverse = a.pseudoInverse(y);
    assertClose(a.pseudoInverse(a.apply(inverse)), inverse, exactness());
    assertThat(dot(a.apply(inverse), w))
        .isCloseTo(dot(y, a.apply(a.pseudoInverse(w))), within(exactness() * size(y)));
    assertThat(dot(a.pseudoInverse(measured), z))
        .isCloseTo(dot(x, a.pseudoInverse(a.apply(z))), within(exactness() * size(x)));
  }

  private static double size(Tensor x) {
    return Math.max(1, dot(x, x));
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void itsPseudoInverseIsTheDerivedOne(LinearOperator a) {
    Tensor y = measurements(a, 2);
    assertClose(a.pseudoInverse(y), derived(a).pseudoInverse(y), ITERATIVE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void itsProximalStepMakesTheGradientVanish(LinearOperator a) {
    Tensor z = images(a, 2);
    Tensor y = measurements(a, 2);
    for (double rho : new double[] {1e-3, 0.5, 30}) {
      Tensor x = a.proximal(z, y, rho);
      Tensor fit = a.adjoint(a.apply(x).sub(y));
      assertClose(combine(1, fit, rho, x), combine(rho, z, 0, z), exactness() * 10);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void itsProximalStepIsTheDerivedOne(LinearOperator a) {
    Tensor z = images(a, 2);
    Tensor y = measurements(a, 2);
    for (double rho : new double[] {1e-3, 0.5, 30}) {
      assertClose(a.proximal(z, y, rho), derived(a).proximal(z, y, rho), ITERATIVE);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void invertsAnImageAloneAsInABatch(LinearOperator a) {
    // Images of very different size, since an iteration must not stop for the largest alone.
    Tensor scales = Tensor.create(new float[] {1, 100, 0.01f}, 3, 1, 1, 1);
    Tensor y = single(measurements(a, 3)).mul(scales);
    assertIndependentOfBatch(y, a::adjoint);
    assertIndependentOfBatch(y, a::pseudoInverse);
    Tensor z = single(images(a, 3));
    Tensor together = a.proximal(z, y, 0.1);
    for (long i = 0; i < 3; i++) {
      Tensor alone = a.proximal(z.narrow(0, i, 1).clone(), y.narrow(0, i, 1).clone(), 0.1);
      assertThat(together.narrow(0, i, 1).equal(alone)).as("image %d", i).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void invertsInSinglePrecision(LinearOperator a) {
    Tensor y = measurements(a, 2);
    Tensor z = images(a, 2);
    assertSingle(y, a::adjoint);
    assertSingle(y, a::pseudoInverse);
    Tensor proximal = a.proximal(single(z), single(y), 0.1);
    assertThat(proximal.scalar_type().intern()).isEqualTo(ScalarType.Float);
    assertClose(proximal.to(ScalarType.Double), a.proximal(z, y, 0.1), 1e-5);
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void invertsWhereTheMeasurementIs(LinearOperator a) {
    Tensor y = measurements(a, 2);
    assertStaysOnItsDevice(y, a::adjoint);
    Tensor z = images(a, 2);
    assertStaysOnItsDevice(y, v -> a.proximal(z.to(v), v, 0.5));
    assertStaysOnItsDevice(y, a::pseudoInverse);
  }

  private static void assertSingle(Tensor x, UnaryOperator<Tensor> map) {
    Tensor result = map.apply(single(x));
    assertThat(result.scalar_type().intern()).isEqualTo(ScalarType.Float);
    assertClose(result.to(ScalarType.Double), map.apply(x), 1e-5);
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void refusesMeasurementsOfAnotherShape(LinearOperator a) {
    Shape shape = a.measurementShape();
    Tensor taller = normal(1, 1, shape.channels(), shape.height() + 1, shape.width());
    Tensor z = images(a, 1);
    Stream.<Runnable>of(
            () -> a.adjoint(taller), () -> a.pseudoInverse(taller), () -> a.proximal(z, taller, 1))
        .forEach(
            use ->
                assertThatIllegalArgumentException()
                    .isThrownBy(use::run)
                    .withMessageContainingAll(a.name(), shape.toString(), "[1, "));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  protected void refusesProximalWeightsThatAreNotPositive(double rho) {
    operators()
        .forEach(
            a ->
                assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.proximal(images(a, 1), measurements(a, 1), rho))
                    .withMessageContaining("rho"));
  }

  @Test
  protected void itsInversesOutliveTheScopeItWasMadeIn() {
    LinearOperator a;
    try (PointerScope making = new PointerScope()) {
      a = operators().findFirst().orElseThrow();
    }
    Tensor y = measurements(a, 1);
    Tensor z = images(a, 1);
    LinearOperator fresh = operators().findFirst().orElseThrow();
    assertThat(a.adjoint(y).equal(fresh.adjoint(y))).isTrue();
    assertThat(a.pseudoInverse(y).equal(fresh.pseudoInverse(y))).isTrue();
    assertThat(a.proximal(z, y, 1).equal(fresh.proximal(z, y, 1))).isTrue();
  }
}
