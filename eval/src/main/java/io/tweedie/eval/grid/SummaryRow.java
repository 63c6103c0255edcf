package io.tweedie.eval.grid;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tweedie.eval.report.Numbers;
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
 * @param attributes share of those of the captions that the judge of scenes sees, 0 to 1; null
 *     unless all images have it
 * @param seconds per image; null where they were taken under different conditions
 * @param conditions the machine and the threads that the seconds are of; null where they differ
 * @param nfe how often the prior was asked per image, mean
 * @param gain PSNR beyond the best baseline, in decibels, mean over the images that both restored;
 *     null for baselines
 * @param bestBaseline the baseline of this task with the highest mean PSNR
 * @param shortened as in {@code 20 of its 1000 steps}, where the method took fewer than are its
 *     own; null where it did not
 * @param notes why images or seconds are missing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SummaryRow(
    String task,
    String method,
    int images,
    Spread psnr,
    Spread ssim,
    Spread lpips,
    Spread attributes,
    Spread seconds,
    String conditions,
    Double nfe,
    Double gain,
    String bestBaseline,
    String shortened,
    List<String> notes) {

  /** As a line for people. */
  public String text() {
    if (psnr == null) {
      return String.format(Locale.ROOT, "%-22s %-20s %s", task, method, String.join("; ", notes));
    }
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%-22s %-20s psnr %.2f, ssim %.4f",
                task,
                method,
                psnr.mean(),
                ssim.mean()));
    if (lpips != null) {
      text.append(String.format(Locale.ROOT, ", lpips %.4f", lpips.mean()));
    }
    if (attributes != null) {
      text.append(String.format(Locale.ROOT, ", %.1f %% of attributes", 100 * attributes.mean()));
    }
    if (seconds != null) {
      text.append(String.format(Locale.ROOT, ", %.1f s", seconds.mean()));
    }
    if (gain != null) {
      text.append(", %s dB over %s".formatted(Numbers.signed(gain, 2), bestBaseline));
    }
    if (shortened != null) {
      text.append(", in ").append(shortened);
    }
    notes.forEach(note -> text.append("; ").append(note));
    return text.toString();
  }

  /** The same for a method that took fewer steps than are its own. */
  SummaryRow withShortened(String shortened) {
    return new SummaryRow(
        task,
        method,
        images,
        psnr,
        ssim,
        lpips,
        attributes,
        seconds,
        conditions,
        nfe,
        gain,
        bestBaseline,
        shortened,
        notes);
  }

  /** Whether the method asks no prior. */
  boolean isBaseline() {
    return method.startsWith(Method.BASELINE);
  }
}
