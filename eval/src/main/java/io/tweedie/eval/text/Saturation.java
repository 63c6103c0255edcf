package io.tweedie.eval.text;

import static io.tweedie.core.tensor.Scalars.scalar;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * How strong the colours of pictures are.
 *
 * @param mean of the saturation in HSV over all pixels, (max - min) / max of red, green and blue, 0
 *     for black; from 0, grey, to 1
 * @param clipped share of the pixels that have a channel at 0 or 255 in 8 bits
 */
public record Saturation(double mean, double clipped) {

  private static final double WHITE = 255;

  /**
   * Measures pictures together.
   *
   * @param pictures float32 N x 3 x H x W in [-1, 1]; values outside are clamped
   */
  public static Saturation of(Tensor pictures) {
    try (PointerScope scope = new PointerScope()) {
      Tensor levels =
          pictures
              .add(scalar(1))
              .mul(scalar(WHITE / 2))
              .round()
              .clamp(new ScalarOptional(scalar(0)), new ScalarOptional(scalar(WHITE)));
      Tensor most = levels.amax(new long[] {1}, false);
      Tensor least = levels.amin(new long[] {1}, false);
      // Black has no colour: 0 / 1.
      Tensor saturation = most.sub(least).div(most.clamp_min(scalar(1)));
      Tensor atEnd = least.eq(scalar(0)).logical_or(most.eq(scalar(WHITE)));
      return new Saturation(
          saturation.mean().item_double(), atEnd.sum().item_double() / atEnd.numel());
    }
  }
}
