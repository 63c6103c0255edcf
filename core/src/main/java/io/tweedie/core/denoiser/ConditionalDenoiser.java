package io.tweedie.core.denoiser;

import io.tweedie.core.schedule.NoiseLevel;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A prior over images that can be told what they show: predicts what is noise and what is image in
 * x_t, given a condition or none at all.
 *
 * <p>Implementations treat each image of a batch alone and are differentiable in x_t, and in the
 * tensors of a condition that is no label, when gradients are on.
 */
@FunctionalInterface
public interface ConditionalDenoiser {

  /**
   * Predicts.
   *
   * @param xt noisy images, float32 N x C x H x W
   * @param level their common noise level
   * @param condition of all images or of each
   * @throws IllegalArgumentException if the condition is of a kind that this prior is not told, or
   *     not of this batch
   */
  Prediction predict(Tensor xt, NoiseLevel level, Condition condition);

  /**
   * Predicts under several conditions, as guidance asks: one after the other, unless an
   * implementation can do it at once.
   *
   * @param conditions each as of {@link #predict}
   * @return a prediction for each
   */
  default List<Prediction> predictEach(
      Tensor xt, NoiseLevel level, List<? extends Condition> conditions) {
    return conditions.stream().map(condition -> predict(xt, level, condition)).toList();
  }

  /**
   * The prior of images of which something is known.
   *
   * @param condition its tensors must stay alive as long as the denoiser
   */
  default Denoiser given(Condition condition) {
    return (xt, level) -> predict(xt, level, condition);
  }

  /** The prior of all images. */
  default Denoiser unconditional() {
    return given(Condition.none());
  }
}
