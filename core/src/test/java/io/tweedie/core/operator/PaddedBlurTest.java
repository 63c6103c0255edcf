package io.tweedie.core.operator;

import io.tweedie.core.contract.LinearOperatorContract;
import io.tweedie.core.tensor.Shape;
import java.util.stream.Stream;

class PaddedBlurTest extends LinearOperatorContract {

  private static final Kernel MILD =
      Kernel.of(new double[][] {{0.1, 0.2, 0}, {0, 2, 0.3}, {0.2, 0, 0.1}});
  private static final Kernel EVEN = Kernel.of(new double[][] {{0.1, 0.4}, {0.1, 3}});

  @Override
  protected double exactness() {
    return 1e-8;
  }

  @Override
  protected Stream<LinearOperator> operators() {
    return Stream.of(
        Blur.of(new Shape(1, 7, 5), MILD, Boundary.REFLECT),
        Blur.of(new Shape(3, 6, 4), MILD, Boundary.REPLICATE),
        Blur.of(new Shape(3, 3, 4), MILD, Boundary.ZERO),
        Blur.of(new Shape(1, 5, 6), MILD, Boundary.VALID),
        Blur.of(new Shape(1, 2, 5), EVEN, Boundary.REFLECT));
  }
}
