package io.tweedie.models.nn;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;

/**
 * A network that answers noisy images, timesteps and a condition with a prediction for every pixel.
 */
public interface DenoisingNetwork extends Network {

  @Override
  default String kind() {
    return "a denoiser";
  }

  /** Whether the second half of its output channels interpolates the variance. */
  boolean learnsVariance();

  /**
   * How far the network looks around a pixel, in pixels, before it says something of it; empty if
   * as far as the image goes, or if nobody knows.
   */
  default OptionalInt reach() {
    return OptionalInt.empty();
  }

  /**
   * Runs the network.
   *
   * @param x noisy images, float32 N x inChannels x H x W, H and W multiples of {@link
   *     #sizeMultiple()}
   * @param timesteps one for the whole batch or one per image
   * @param condition of the kind that the network takes, for the whole batch or for each image
   * @param compute how the network computes
   * @return float32 N x outChannels x H x W
   * @throws IllegalArgumentException if the arguments are not for this network
   */
  Tensor forward(Tensor x, double[] timesteps, Condition condition, Compute compute);
}
