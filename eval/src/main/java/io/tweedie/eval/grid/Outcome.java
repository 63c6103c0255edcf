package io.tweedie.eval.grid;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tweedie.eval.uncertainty.Uncertainty;

/** What became of one image under one method. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "status")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Outcome.Measured.class, name = "measured"),
  @JsonSubTypes.Type(value = Outcome.NotServed.class, name = "not served"),
  @JsonSubTypes.Type(value = Outcome.Diverged.class, name = "diverged")
})
public sealed interface Outcome {

  /**
   * The image was restored. The result is clipped to [-1, 1] before it is measured, and for LPIPS
   * rounded to 8 bits as its file is.
   *
   * @param psnr in decibels; infinite for a perfect result
   * @param ssim at most 1
   * @param lpips 0 for a perfect result; null if it was not measured
   * @param attributes share of the attributes of its caption that the judge of scenes sees in it, 0
   *     to 1; null if it was not judged
   * @param seconds that the restoration took, per sample
   * @param nfe how often the prior was asked, per sample
   * @param uncertainty of several samples; null for one
   * @param trace what was written down on the way; null for nothing
   * @param conditions the machine and the threads that the seconds are of; null where an earlier
   *     version did not write them down
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Measured(
      double psnr,
      double ssim,
      Double lpips,
      Double attributes,
      double seconds,
      int nfe,
      Uncertainty uncertainty,
      Trace trace,
      String conditions)
      implements Outcome {

    /** The conditions in words. */
    String conditionsText() {
      return conditions == null ? "conditions that were not written down" : conditions;
    }

    /** The same with another LPIPS; null for none. */
    Measured withLpips(Double lpips) {
      return new Measured(
          psnr, ssim, lpips, attributes, seconds, nfe, uncertainty, trace, conditions);
    }

    /** The same as a judge sees it; null for not judged. */
    Measured withAttributes(Double attributes) {
      return new Measured(
          psnr, ssim, lpips, attributes, seconds, nfe, uncertainty, trace, conditions);
    }

    /** One sample, of whose way nothing is known. */
    Measured(double psnr, double ssim, Double lpips, double seconds, int nfe) {
      this(psnr, ssim, lpips, null, seconds, nfe, null, null, null);
    }
  }

  /**
   * The method, or the task itself, does not take this image.
   *
   * @param reason and what would be taken
   */
  record NotServed(String reason) implements Outcome {}

  /**
   * The sampler left the finite numbers.
   *
   * @param reason where
   */
  record Diverged(String reason) implements Outcome {}
}
