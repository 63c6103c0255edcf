package io.tweedie.core.guidance;

import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.Tensor;

/**
 * Tells the class of an image through its noise: p(y | x_t, t) as classifier guidance needs it
 * (Dhariwal and Nichol 2021, section 4).
 *
 * <p>Implementations treat each image of a batch alone and are differentiable in x_t when gradients
 * are on.
 */
@FunctionalInterface
public interface NoisyClassifier {

  /**
   * Log probabilities of the classes, up to a constant for each image.
   *
   * @param xt noisy images, float32 N x C x H x W
   * @param level their common noise level
   * @return float32 N x classes
   */
  Tensor logits(Tensor xt, NoiseLevel level);
}
