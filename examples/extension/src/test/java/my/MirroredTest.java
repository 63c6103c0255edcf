package my;

import io.tweedie.core.contract.LinearOperatorContract;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;

/** A linear operator in a line, whose inverses are found by iteration. */
class MirroredTest extends LinearOperatorContract {

  @Override
  protected double exactness() {
    return 1e-8;
  }

  @Override
  protected Stream<LinearOperator> operators() {
    Shape shape = new Shape(1, 4, 3);
    return Stream.of(LinearOperator.of("mirrored", shape, shape, x -> x.add(x.flip(3))));
  }
}
