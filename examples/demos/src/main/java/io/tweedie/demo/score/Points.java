package io.tweedie.demo.score;

import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;

/** A distribution that points can be drawn from without end. */
@FunctionalInterface
public interface Points {

  /**
   * Draws points.
   *
   * @return float32 [n, coordinates]
   */
  Tensor sample(int n, RandomGenerator random);
}
