package io.tweedie.core.operator;

import io.tweedie.core.contract.SpectralOperatorContract;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;

class IdentityTest extends SpectralOperatorContract {

  @Override
  protected Stream<LinearOperator> operators() {
    return Stream.of(new Identity(new Shape(1, 5, 7)), new Identity(new Shape(3, 9, 4)));
  }
}
