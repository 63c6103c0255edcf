package io.tweedie.core.operator;

import static io.tweedie.core.contract.Samples.normal;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.core.contract.LinearOperatorContract;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Operators that a user writes as a function. */
class UserOperatorTest extends LinearOperatorContract {

  @Override
  protected double exactness() {
    return 1e-8;
  }

  @Override
  protected Stream<LinearOperator> operators() {
    LinearOperator interlaced =
        LinearOperator.of(
            "interlaced",
            new Shape(3, 6, 5),
            new Shape(3, 3, 5),
            x -> x.slice(2, new LongOptional(0), new LongOptional(6), 2));
    LinearOperator mirrored =
        LinearOperator.of(
            "mirrored", new Shape(1, 4, 3), new Shape(1, 4, 3), x -> x.add(x.flip(3)));
    return Stream.of(interlaced, mirrored);
  }

  @Test
  void saysThatAFunctionGivesAnotherShape() {
    Shape image = new Shape(1, 4, 4);
    ForwardOperator wrong = ForwardOperator.of("half", image, image, x -> x.narrow(2, 0, 2));
    Tensor x = normal(1, image.batch(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wrong.apply(x))
        .withMessageContainingAll("function of half", "1 x 4 x 4", "[1, 1, 2, 4]");
  }
}
