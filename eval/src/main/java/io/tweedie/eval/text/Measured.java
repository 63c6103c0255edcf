package io.tweedie.eval.text;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What was found of a picture.
 *
 * @param file its name
 * @param cosine of CLIP's vectors of picture and prompt; null without CLIP, or without a prompt
 * @param right how many of the attributes that the prompt states the judge sees; null without a
 *     judge, or where nothing is stated
 * @param stated how many those are
 * @param colour its saturation and clipping
 * @param nfe evaluations of the U-Net
 * @param seconds of drawing
 */
public record Measured(
    String file,
    Double cosine,
    Integer right,
    Integer stated,
    Saturation colour,
    int nfe,
    double seconds) {

  /** Whether a judge said something. */
  @JsonIgnore
  public boolean isJudged() {
    return right != null;
  }

  /** Share of the attributes that are right, 0 to 1. */
  @JsonIgnore
  public double share() {
    return (double) right / stated;
  }
}
