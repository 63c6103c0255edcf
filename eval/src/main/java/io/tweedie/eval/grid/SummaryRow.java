package io.tweedie.eval.grid;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;

/**
 * One method on one task, over all images.
 *
 * @param task name of the task
 * @param method name of the method
 * @param images how many were measured
 * @param psnr in decibels; null, like all that follows, if no image was measured
 * @param ssim at most 1
 * @param lpips 0 for equal images; null unless all images have it
 * @param seconds per image
 * @param nfe how often the prior was asked per image, mean
 * @param gain PSNR beyond the best baseline, in decibels, mean over the images that both restored;
 *     null for baselines
 * @param bestBaseline the baseline of this task with the highest mean PSNR
 * @param notes why images are missing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SummaryRow(
    String task,
    String method,
    int images,
    Spread psnr,
    Spread ssim,
    Spread lpips,
    Spread seconds,
    Double nfe,
    Double gain,
    String bestBaseline,
    List<String> notes) {

  /** As a line for people. */
  public String text() {
    if (psnr == null) {
      return "%-22s %-20s %s".formatted(task, method, String.join("; ", notes));
    }
    String perceived =
        lpips == null ? "" : String.format(Locale.ROOT, ", lpips %.4f", lpips.mean());
    return String.format(
        Locale.ROOT,
        "%-22s %-20s psnr %.2f, ssim %.4f%s, %.1f s",
        task,
        method,
        psnr.mean(),
        ssim.mean(),
        perceived,
        seconds.mean());
  }

  /** Whether the method asks no prior. */
  boolean isBaseline() {
    return method.startsWith(Method.BASELINE);
  }
}
