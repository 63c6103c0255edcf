package io.tweedie.core.denoiser;

import static org.bytedeco.pytorch.global.torch.replication_pad2d;

import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.Tensor;

/**
 * Lets a network that needs heights and widths of a certain multiple serve any size: repeats the
 * last row and column as often as needed, and crops the prediction.
 *
 * @param inner the network
 * @param multiple what height and width must be divisible by
 */
public record PaddedDenoiser(Denoiser inner, int multiple) implements Denoiser {

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    long height = xt.size(2);
    long width = xt.size(3);
    long bottom = Math.floorMod(-height, multiple);
    long right = Math.floorMod(-width, multiple);
    if (bottom == 0 && right == 0) {
      return inner.predict(xt, level);
    }
    return inner
        .predict(replication_pad2d(xt, 0, right, 0, bottom), level)
        .map(t -> t.narrow(2, 0, height).narrow(3, 0, width));
  }
}
