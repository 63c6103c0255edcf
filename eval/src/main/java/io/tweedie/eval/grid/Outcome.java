package io.tweedie.eval.grid;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What became of one image under one method. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "status")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Outcome.Measured.class, name = "measured"),
  @JsonSubTypes.Type(value = Outcome.NotServed.class, name = "not served"),
  @JsonSubTypes.Type(value = Outcome.Diverged.class, name = "diverged")
})
public sealed interface Outcome {

  /**
   * The image was restored. The result is clipped to [-1, 1] before it is measured.
   *
   * @param psnr in decibels; infinite for a perfect result
   * @param ssim at most 1
   * @param seconds that the restoration took
   * @param nfe how often the prior was asked
   */
  record Measured(double psnr, double ssim, double seconds, int nfe) implements Outcome {}

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
