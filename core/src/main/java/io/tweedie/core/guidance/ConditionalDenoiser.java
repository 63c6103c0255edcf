package io.tweedie.core.guidance;

import static org.bytedeco.pytorch.global.torch.full;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A prior over images that knows classes: predicts what is noise and what is image in x_t, given
 * the class of each image or no class at all.
 *
 * <p>Implementations treat each image of a batch alone and are differentiable in x_t when gradients
 * are on.
 */
public interface ConditionalDenoiser {

  /** The label of an image whose class is left open: the null class of classifier-free guidance. */
  long NO_CLASS = -1;

  /**
   * Predicts.
   *
   * @param xt noisy images, float32 N x C x H x W
   * @param level their common noise level
   * @param labels classes, int64, one for all images or one for each, [1] or [N]: 0 to {@link
   *     #classes} - 1, or {@link #NO_CLASS}
   */
  Prediction predict(Tensor xt, NoiseLevel level, Tensor labels);

  /** Number of classes, the null class not counted. */
  long classes();

  /**
   * The prior of images of known classes.
   *
   * @param labels as of {@link #predict}; must stay alive as long as the denoiser
   */
  default Denoiser given(Tensor labels) {
    return (xt, level) -> predict(xt, level, labels);
  }

  /** The prior of images of any class. */
  default Denoiser unconditional() {
    return (xt, level) -> predict(xt, level, labels(NO_CLASS));
  }

  /** One label for all images of a batch. */
  static Tensor labels(long label) {
    return full(new long[] {1}, new Scalar(label), new TensorOptions(ScalarType.Long));
  }
}
