package io.tweedie.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.contract.LinearOperatorContract;
import io.tweedie.core.contract.Samples;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ComposedTest extends LinearOperatorContract {

  private static final Shape RGB = new Shape(3, 6, 8);
  private static final ForwardOperator SATURATED =
      ForwardOperator.of("saturated", RGB, RGB, Tensor::tanh);

  @Override
  protected double exactness() {
    return 1e-8;
  }

  @Override
  protected Stream<LinearOperator> operators() {
    Blur blur = Blur.of(RGB, Kernel.gaussian(3, 0.5), Boundary.CIRCULAR);
    LinearOperator small = Composed.of(blur, new AveragePooling(RGB, 2));
    return Stream.of(
        small,
        Composed.of(small, new Colorization(small.measurementShape())),
        Composed.of(new Colorization(RGB), Inpainting.random(new Shape(1, 6, 8), 0.5, 1)));
  }

  @Test
  void appliesTheFirstFirst() {
    Tensor x = Samples.normal(1, RGB.batch(2));
    AveragePooling pooling = new AveragePooling(RGB, 2);
    ForwardOperator composed = Composed.of(SATURATED, pooling);
    assertThat(composed.apply(x).equal(pooling.apply(x.tanh()))).isTrue();
    assertThat(composed.name()).isEqualTo("saturated then sr:2");
  }

  @Test
  void isLinearIfBothAre() {
    ForwardOperator colour = new Colorization(RGB);
    ForwardOperator gray = new Identity(new Shape(1, 6, 8));
    assertThat(Composed.of(colour, gray)).isInstanceOf(LinearOperator.class);
    assertThat(Composed.of(SATURATED, colour)).isNotInstanceOf(LinearOperator.class);
  }

  @Test
  void clearsWhatTheLastDoesNotObserve() {
    Inpainting last = Inpainting.random(RGB, 0.5, 1);
    Tensor y = Samples.normal(1, RGB.batch(1));
    Tensor observed = Composed.of(SATURATED, last).observed(y);
    assertThat(observed.equal(last.observed(y))).isTrue();
  }

  @Test
  void refusesOperatorsThatDoNotMeet() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Composed.of(new Colorization(RGB), new AveragePooling(RGB, 2)))
        .withMessageContainingAll("colorize gives", "1 x 6 x 8", "sr:2 takes", "3 x 6 x 8");
  }
}
