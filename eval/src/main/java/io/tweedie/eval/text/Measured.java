package io.tweedie.eval.text;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.tweedie.eval.scene.Verdict;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * What was found of a picture.
 *
 * @param file its name
 * @param cosine of CLIP's vectors of picture and prompt; null without CLIP, or without a prompt
 * @param aspects how many of the attributes that the prompt states the judge sees, by what they are
 *     about; null without a judge, or where nothing is stated
 * @param colour its saturation and clipping
 * @param nfe evaluations of the U-Net
 * @param seconds of drawing
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Measured(
    String file,
    Double cosine,
    Map<String, Verdict.Tally> aspects,
    Saturation colour,
    int nfe,
    double seconds) {

  /** Whether a judge said something. */
  @JsonIgnore
  public boolean isJudged() {
    return aspects != null;
  }

  /** How many of the attributes are right. */
  public int right() {
    return sum(Verdict.Tally::right);
  }

  /** How many attributes the prompt states. */
  public int stated() {
    return sum(Verdict.Tally::stated);
  }

  private int sum(ToIntFunction<Verdict.Tally> what) {
    return aspects.values().stream().mapToInt(what).sum();
  }

  /** Share of the attributes that are right, 0 to 1. */
  @JsonIgnore
  public double share() {
    return (double) right() / stated();
  }
}
