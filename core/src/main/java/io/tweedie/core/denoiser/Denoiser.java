package io.tweedie.core.denoiser;

import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.Tensor;

/**
 * A prior over images: predicts what is noise and what is image in x_t = sqrt(alphaBar) x_0 +
 * sqrt(1 - alphaBar) epsilon.
 *
 * <p>Implementations treat each image of a batch alone, so that results do not depend on batch
 * mates, and are differentiable in x_t when gradients are on. Guidance wraps a denoiser and is one.
 *
 * <p>Implementations hold nothing of a run, so threads may ask the same one at the same time; each
 * gets the bits that it would get alone.
 */
@FunctionalInterface
public interface Denoiser {

  /**
   * Predicts.
   *
   * @param xt noisy images, float32 N x C x H x W
   * @param level their common noise level
   */
  Prediction predict(Tensor xt, NoiseLevel level);
}
