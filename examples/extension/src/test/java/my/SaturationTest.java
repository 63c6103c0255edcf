package my;

import io.tweedie.core.contract.OperatorContract;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/** A nonlinear operator in a line, held to what all promise. */
class SaturationTest extends OperatorContract<ForwardOperator> {

  @Override
  protected Stream<ForwardOperator> operators() {
    Shape shape = new Shape(3, 6, 5);
    return Stream.of(ForwardOperator.of("saturated", shape, shape, Tensor::tanh));
  }
}
