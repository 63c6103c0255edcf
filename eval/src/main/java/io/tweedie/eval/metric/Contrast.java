package io.tweedie.eval.metric;

import static io.tweedie.core.tensor.Scalars.scalar;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** How far the light of images is from even. */
public final class Contrast {

  private Contrast() {}

  /**
   * The root mean square contrast (Peli 1990): the standard deviation of the light over the pixels
   * of an image, where black is 0 and white 1 and light is the mean of the channels; the mean of it
   * over images.
   *
   * @param images float32 N x C x H x W in [-1, 1]; values outside are clamped
   * @return from 0 to 0.5
   */
  public static double of(Tensor images) {
    try (PointerScope scope = new PointerScope()) {
      Tensor pixels =
          images
              .add(scalar(1))
              .div(scalar(2))
              .clamp(new ScalarOptional(scalar(0)), new ScalarOptional(scalar(1)));
      Tensor light = pixels.mean(1).flatten(1, -1);
      Tensor square = light.square().mean(1).sub(light.mean(1).square());
      return square.clamp_min(scalar(0)).sqrt().mean().item_double();
    }
  }
}
