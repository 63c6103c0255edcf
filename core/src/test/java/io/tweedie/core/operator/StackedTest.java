package io.tweedie.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.contract.LinearOperatorContract;
import io.tweedie.core.contract.Samples;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class StackedTest extends LinearOperatorContract {

  private static final Shape RGB = new Shape(3, 6, 5);

  @Override
  protected double exactness() {
    return 1e-8;
  }

  @Override
  protected Stream<LinearOperator> operators() {
    LinearOperator still = Blur.of(RGB, Kernel.gaussian(3, 0.5), Boundary.REFLECT);
    LinearOperator shaken = Blur.of(RGB, Kernel.of(new double[][] {{3, 1}, {0, 1}}), Boundary.ZERO);
    return Stream.of(
        Stacked.of(still, shaken),
        Stacked.of(new Colorization(RGB), Inpainting.random(RGB, 0.5, 1), shaken),
        Stacked.of(still));
  }

  @Test
  void putsMeasurementsOneUponTheOther() {
    Inpainting some = Inpainting.random(RGB, 0.5, 1);
    Colorization gray = new Colorization(RGB);
    LinearOperator stack = Stacked.of(some, gray);
    Tensor x = Samples.normal(1, RGB.batch(2));
    Tensor y = stack.apply(x);
    assertThat(stack.name()).isEqualTo("inpaint-random:0.5 beside colorize");
    assertThat(stack.measurementShape()).isEqualTo(new Shape(4, 6, 5));
    assertThat(y.narrow(1, 0, 3).equal(some.apply(x))).isTrue();
    assertThat(y.narrow(1, 3, 1).equal(gray.apply(x))).isTrue();
    Tensor anything = Samples.normal(2, y.shape());
    Tensor observed = stack.observed(anything);
    assertThat(observed.narrow(1, 0, 3).equal(some.observed(anything.narrow(1, 0, 3)))).isTrue();
    assertThat(observed.narrow(1, 3, 1).equal(anything.narrow(1, 3, 1))).isTrue();
  }

  @Test
  void isLinearIfAllAre() {
    ForwardOperator saturated = ForwardOperator.of("saturated", RGB, RGB, Tensor::tanh);
    ForwardOperator linear = new Identity(RGB);
    assertThat(Stacked.of(linear, linear)).isInstanceOf(LinearOperator.class);
    assertThat(Stacked.of(linear, saturated)).isNotInstanceOf(LinearOperator.class);
  }

  @Test
  void refusesOperatorsThatDoNotStack() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Stacked.of(new Identity(RGB), new AveragePooling(new Shape(3, 6, 6), 2)))
        .withMessageContainingAll("one image", "denoise", "3 x 6 x 5", "sr:2", "3 x 6 x 6");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Stacked.of(
                    new Identity(new Shape(3, 6, 6)), new AveragePooling(new Shape(3, 6, 6), 2)))
        .withMessageContainingAll("one height and width", "3 x 6 x 6", "3 x 3 x 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Stacked.of(new ForwardOperator[0]))
        .withMessageContaining("at least one");
  }
}
