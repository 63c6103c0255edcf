package io.tweedie.core.contract;

import static io.tweedie.core.contract.Samples.assertClose;
import static io.tweedie.core.contract.Samples.combine;
import static io.tweedie.core.contract.Samples.dot;
import static io.tweedie.core.contract.Samples.normal;
import static io.tweedie.core.contract.Samples.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.grad;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link ForwardOperator} promises. A subclass names the operators to hold against it;
 * odd sizes, gray and colour images find most mistakes.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class OperatorContract<A extends ForwardOperator> {

  private PointerScope scope;

  /** Fresh operators, of which none may be shared with another call. */
  protected abstract Stream<A> operators();

  /** The operators under the names that a report shows. */
  protected final Stream<Named<A>> cases() {
    return operators().map(a -> Named.of(a.name() + " of " + a.imageShape(), a));
  }

  @BeforeEach
  protected final void openScope() {
    scope = new PointerScope();
  }

  @AfterEach
  protected final void closeScope() {
    scope.close();
  }

  /** {@code n} images that differ. */
  protected final Tensor images(A operator, long n) {
    return normal(1, operator.imageShape().batch(n));
  }

  /** {@code n} tensors in the shape of measurements, which need not be any image's. */
  protected final Tensor measurements(A operator, long n) {
    return normal(2, operator.measurementShape().batch(n));
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void measuresInTheMeasurementShapeAndTheNumberFormatOfTheImage(A operator) {
    Tensor y = operator.apply(images(operator, 2));
    assertThat(y.shape()).isEqualTo(operator.measurementShape().batch(2));
    assertThat(y.scalar_type().intern()).isEqualTo(ScalarType.Double);
    Tensor inFloat = operator.apply(single(images(operator, 2)));
    assertThat(inFloat.scalar_type().intern()).isEqualTo(ScalarType.Float);
    assertClose(inFloat.to(ScalarType.Double), y, 1e-5);
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void measuresAnImageAloneAsInABatch(A operator) {
    assertIndependentOfBatch(single(images(operator, 3)), operator::apply);
    assertIndependentOfBatch(single(measurements(operator, 3)), operator::observed);
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void measuresWhereTheImageIs(A operator) {
    assertStaysOnItsDevice(images(operator, 2), operator::apply);
    assertStaysOnItsDevice(measurements(operator, 2), operator::observed);
  }

  /**
   * On a device without numbers, where a constant that stayed on the processor is an error. What
   * the tensor library cannot do without numbers, Fourier transforms among it, is left out.
   */
  protected static void assertStaysOnItsDevice(Tensor x, UnaryOperator<Tensor> map) {
    for (ScalarType type : List.of(ScalarType.Float, ScalarType.Double)) {
      try {
        Tensor result = map.apply(Device.META.move(x, type));
        assertThat(Device.of(result)).isEqualTo(Device.META);
        assertThat(result.scalar_type().intern()).isEqualTo(type);
      } catch (RuntimeException e) {
        assumeFalse(e.getMessage().contains("no fake impl or Meta kernel"), "it takes numbers");
        throw e;
      }
    }
  }

  /** A batch of three must equal three batches of one, bit for bit. */
  protected static void assertIndependentOfBatch(Tensor batch, UnaryOperator<Tensor> map) {
    Tensor together = map.apply(batch);
    for (long i = 0; i < batch.size(0); i++) {
      Tensor alone = map.apply(batch.narrow(0, i, 1).clone());
      assertThat(together.narrow(0, i, 1).equal(alone)).as("image %d", i).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void hasTheGradientOfFiniteDifferences(A operator) {
    Tensor x = images(operator, 2).requires_grad_(true);
    Tensor cotangent = measurements(operator, 2);
    Tensor objective = operator.apply(x).mul(cotangent).sum();
    Tensor gradient = grad(new TensorVector(objective), new TensorVector(x)).get(0);
    try (NoGradGuard noGradient = new NoGradGuard()) {
      Tensor direction = normal(3, x.shape());
      double h = 1e-4;
      double ahead = dot(operator.apply(combine(1, x, h, direction)), cotangent);
      double behind = dot(operator.apply(combine(1, x, -h, direction)), cotangent);
      assertThat(dot(gradient, direction)).isCloseTo((ahead - behind) / (2 * h), within(1e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void refusesImagesOfAnotherShape(A operator) {
    Shape shape = operator.imageShape();
    Tensor wider = normal(1, 1, shape.channels(), shape.height(), shape.width() + 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> operator.apply(wider))
        .withMessageContainingAll(operator.name(), shape.toString(), "[1, ");
    Tensor unbatched = normal(1, shape.channels(), shape.height(), shape.width());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> operator.apply(unbatched))
        .withMessageContainingAll(operator.name(), shape.toString());
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void leavesTheImageAloneAndItsResultOutlivesIt(A operator) {
    Tensor x = images(operator, 1);
    Tensor before = x.clone();
    Tensor y = operator.apply(x);
    assertThat(x.equal(before)).isTrue();
    x.close();
    assertThat(y.equal(operator.apply(before))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void observesAllThatItMeasures(A operator) {
    Tensor y = operator.apply(images(operator, 2));
    assertThat(operator.observed(y).equal(y)).isTrue();
    Tensor anything = measurements(operator, 2);
    Tensor once = operator.observed(anything);
    assertThat(operator.observed(once).equal(once)).isTrue();
  }

  @Test
  protected void outlivesTheScopeItWasMadeIn() {
    List<A> survivors;
    try (PointerScope making = new PointerScope()) {
      survivors = operators().toList();
    }
    List<A> fresh = operators().toList();
    for (int i = 0; i < fresh.size(); i++) {
      Tensor x = images(fresh.get(i), 1);
      assertThat(survivors.get(i).apply(x).equal(fresh.get(i).apply(x))).isTrue();
    }
  }
}
