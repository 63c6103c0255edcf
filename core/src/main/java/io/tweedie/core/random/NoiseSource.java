package io.tweedie.core.random;

import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/** Where a run gets its random numbers from. */
@FunctionalInterface
public interface NoiseSource {

  /**
   * Standard normal numbers for every image of the batch.
   *
   * @param step of the run, counted down
   * @param purpose what the numbers are for; different purposes are independent
   * @param shape per image
   * @return float32 N x shape
   */
  Tensor normal(int step, String purpose, Shape shape);

  /** The same numbers on another device, for runs whose images are there. */
  default NoiseSource on(Device device) {
    return (step, purpose, shape) -> device.move(normal(step, purpose, shape));
  }
}
