package io.tweedie.cli.restore;

import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.task.InpaintingTask;
import java.util.Locale;
import java.util.Optional;

/** Notices masks that somebody painted the other way round. */
final class MaskAdvice {

  private static final double SUSPICIOUS = 0.5;

  private MaskAdvice() {}

  /**
   * What to tell the owner of a mask of which most is filled, unless it was said to be meant so.
   */
  static Optional<String> of(PhotoJob job, TaskOptions said) {
    if (!(job.restoration().task() instanceof InpaintingTask.Mask mask) || said.saysFill()) {
      return Optional.empty();
    }
    Inpainting inpainting = (Inpainting) job.restoration().operator(job.measurementShape());
    double filled = 1 - inpainting.mask().mean().item_double();
    if (filled <= SUSPICIOUS) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: %.0f %% of the photo is filled, where the mask is %s; if it is %s where pixels are"
                + " missing, add --mask-fill %s",
            job.file(),
            100 * filled,
            mask.fill(),
            mask.fill().other(),
            mask.fill().other()));
  }
}
