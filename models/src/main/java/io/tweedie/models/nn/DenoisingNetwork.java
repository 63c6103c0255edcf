package io.tweedie.models.nn;

import io.tweedie.core.tensor.Precision;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** A network that answers noisy images and timesteps with a prediction for every pixel. */
public interface DenoisingNetwork extends Network {

  /** Whether the second half of its output channels interpolates the variance. */
  boolean learnsVariance();

  /**
   * Runs the network.
   *
   * @param x noisy images, float32 N x inChannels x H x W, H and W multiples of {@link
   *     #sizeMultiple()}
   * @param timesteps one for the whole batch or one per image
   * @param labels int64 [N] classes if the network is class-conditional, otherwise null
   * @param precision number format of the inner layers
   * @param layout memory layout of the inner layers
   * @return float32 N x outChannels x H x W
   */
  Tensor forward(
      Tensor x, double[] timesteps, Tensor labels, Precision precision, MemoryFormat layout);
}
