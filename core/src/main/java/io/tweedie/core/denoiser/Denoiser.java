package io.tweedie.core.denoiser;

import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.Tensor;

/**
 * A prior over images: predicts what is noise and what is image in x_t = sqrt(alphaBar) x_0 +
 * sqrt(1 - alphaBar) epsilon.
 *
 * <p>Implementations treat each image of a batch alone, so that results do not depend on batch
 * mates, and are differentiable in x_t when gradients are on. Guidance wraps a denoiser and is one.
 * A denoiser is a {@link ConditionalDenoiser} that can be told nothing.
 *
 * <p>Implementations hold nothing of a run, so threads may ask the same one at the same time; each
 * gets the bits that it would get alone.
 */
@FunctionalInterface
public interface Denoiser extends ConditionalDenoiser {

  /**
   * Predicts.
   *
   * @param xt noisy images, float32 N x C x H x W
   * @param level their common noise level
   */
  Prediction predict(Tensor xt, NoiseLevel level);

  /**
   * Predicts, told nothing.
   *
   * @throws IllegalArgumentException if there is a condition
   */
  @Override
  // A lambda's number of arguments says which of the two interfaces is meant.
  @SuppressWarnings("FunctionalInterfaceMethodChanged")
  default Prediction predict(Tensor xt, NoiseLevel level, Condition condition) {
    condition.as(Condition.None.class, "this prior");
    return predict(xt, level);
  }
}
