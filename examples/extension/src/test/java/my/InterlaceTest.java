package my;

import io.tweedie.core.contract.SpectralOperatorContract;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;

class InterlaceTest extends SpectralOperatorContract {

  @Override
  protected Stream<LinearOperator> operators() {
    return Stream.of(
        new Interlace(2, new Shape(3, 6, 5)), new Interlace(3, new Shape(1, 9, 4)));
  }
}
