package io.tweedie.models.parity;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Circular convolution with the 3 x 3 kernel of parity/authors/problem.py, everything else left to
 * the defaults of {@link LinearOperator}.
 */
record KernelBlur(Shape imageShape) implements LinearOperator {

  private static final int SIDE = 3;

  @Override
  public String name() {
    return "kernel-blur";
  }

  @Override
  public Shape measurementShape() {
    return imageShape;
  }

  @Override
  public Tensor apply(Tensor x) {
    double[] weights =
        IntStream.range(0, SIDE * SIDE)
            .mapToDouble(i -> DeterministicWeights.uniform("kernel", i))
            .toArray();
    double sum = Arrays.stream(weights).sum();
    // Half in the middle, half spread.
    Tensor blurred = x.mul(scalar(0.5));
    for (int i = 0; i < weights.length; i++) {
      long[] shift = {i / SIDE - SIDE / 2, i % SIDE - SIDE / 2};
      blurred = blurred.add(x.roll(shift, 2, 3), scalar(0.5 * weights[i] / sum));
    }
    return blurred;
  }
}
