package io.tweedie.restore.spec;

import io.tweedie.models.pipeline.Generation;
import java.io.Serializable;

/**
 * What pictures show, in the words of a prompt: {@code prompt="a red boat" negative=blurry}. For
 * models that are told texts.
 *
 * @param prompt what they show; absent for any
 * @param negative what they do not show
 * @param scale of the way from that to the prompt, as of {@link Generation}; 1, the prompt alone,
 *     if absent, or 7.5 where a negative prompt is said
 */
public record PromptSpec(String prompt, String negative, Double scale) implements Serializable {

  /** Any picture. */
  public static final PromptSpec NONE = new PromptSpec(null, null, null);

  private static final double USUAL_SCALE = 7.5;

  /** Refuses scales below 0, and a negative prompt without effect. */
  public PromptSpec {
    if (scale != null) {
      Generation.requireScale(scale);
      if (scale == 1 && negative != null) {
        throw new IllegalArgumentException(
            "--negative has no effect at --scale 1; leave out one of them");
      }
    }
  }

  /** Whether anything is said. */
  public boolean saysSomething() {
    return prompt != null || negative != null || scale != null;
  }

  /** The prompt; may be empty. */
  public String text() {
    return prompt == null ? "" : prompt;
  }

  /** The negative prompt; may be empty. */
  public String away() {
    return negative == null ? "" : negative;
  }

  /** The scale. */
  public double guidance() {
    return scale != null ? scale : negative == null ? 1 : USUAL_SCALE;
  }
}
