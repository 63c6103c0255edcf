package io.tweedie.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.contract.LinearOperatorContract;
import io.tweedie.core.contract.Samples;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class CroppedTest extends LinearOperatorContract {

  private static final Shape PART = new Shape(3, 6, 8);
  private static final Shape LARGER = new Shape(3, 8, 11);

  @Override
  protected Stream<LinearOperator> operators() {
    return Stream.of(
            new AveragePooling(PART, 2),
            Inpainting.random(PART, 0.5, 1),
            Blur.of(PART, Kernel.gaussian(3, 0.5), Boundary.CIRCULAR))
        .map(a -> (LinearOperator) Cropped.of(a, LARGER));
  }

  @Test
  void doesNotTouchWhatFits() {
    AveragePooling pooling = new AveragePooling(PART, 2);
    assertThat(Cropped.of(pooling, PART)).isSameAs(pooling);
  }

  @Test
  void seesTheUpperLeftPart() {
    ForwardOperator square =
        Cropped.of(ForwardOperator.of("square", PART, PART, Tensor::square), LARGER);
    Tensor x = Samples.normal(1, LARGER.batch(2));
    Tensor seen = x.narrow(2, 0, 6).narrow(3, 0, 8);
    assertThat(square.apply(x).equal(seen.square())).isTrue();
    assertThat(square).isNotInstanceOf(LinearOperator.class);
  }

  @Test
  void guessesByContinuingTheEdges() {
    ForwardOperator same = Cropped.of(new Identity(PART), LARGER);
    Tensor y = Samples.normal(1, PART.batch(1));
    Tensor guess = same.guess(y, 0).orElseThrow();
    assertThat(guess.narrow(2, 0, 6).narrow(3, 0, 8).equal(y)).isTrue();
    assertThat(guess.select(3, 10).equal(guess.select(3, 7))).isTrue();
  }

  @Test
  void refusesAPartThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cropped.of(new Identity(LARGER), PART))
        .withMessageContainingAll("3 x 8 x 11", "3 x 6 x 8");
  }
}
