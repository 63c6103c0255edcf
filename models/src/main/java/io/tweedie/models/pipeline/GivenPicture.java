package io.tweedie.models.pipeline;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A picture that a run does not draw from noise alone but changes (Meng et al., SDEdit, ICLR 2022).
 *
 * @param pixels 1 x C x H x W in [-1, 1]
 * @param strength how much it is changed, in (0, 1]: the share of the steps that are done, and with
 *     it the noise that the picture is given
 * @param kept 1 where a pixel stays as it is and 0 where it is drawn, 1 x 1 x H x W; empty to
 *     change all of it
 */
public record GivenPicture(Tensor pixels, double strength, Optional<Tensor> kept) {

  /** Refuses strengths outside (0, 1]. */
  public GivenPicture {
    requireStrength(strength);
  }

  /**
   * Checks a strength.
   *
   * @throws IllegalArgumentException if it is not in (0, 1]
   */
  public static void requireStrength(double strength) {
    if (!(strength > 0 && strength <= 1)) {
      throw new IllegalArgumentException(
          "the strength is above 0 and at most 1, the share of the steps that are done, got "
              + strength);
    }
  }
}
