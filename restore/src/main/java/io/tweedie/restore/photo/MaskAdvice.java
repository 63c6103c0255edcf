package io.tweedie.restore.photo;

import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.task.InpaintingTask;
import io.tweedie.core.tensor.Shape;
import io.tweedie.restore.spec.DamageSpec;
import java.util.Locale;
import java.util.Optional;

/** Notices masks that somebody painted the other way round. */
public final class MaskAdvice {

  private static final double SUSPICIOUS = 0.5;

  private MaskAdvice() {}

  /**
   * What to tell the owner of a mask of which most is filled, unless it was said to be meant so.
   *
   * @param name what messages call the photo
   * @param shape of the photo
   */
  public static Optional<String> of(
      String name, Restoration restoration, Shape shape, DamageSpec said) {
    if (!(restoration.task() instanceof InpaintingTask.Mask mask) || said.saysFill()) {
      return Optional.empty();
    }
    Inpainting inpainting = (Inpainting) restoration.physics(shape);
    double filled = 1 - inpainting.mask().mean().item_double();
    if (filled <= SUSPICIOUS) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: %.0f %% of the photo is filled, where the mask is %s; if it is %s where pixels are"
                + " missing, add --mask-fill %s",
            name,
            100 * filled,
            mask.fill(),
            mask.fill().other(),
            mask.fill().other()));
  }
}
