package io.tweedie.eval.text;

/**
 * A picture's place in an experiment.
 *
 * @param part of the experiment
 * @param topic of the prompt; empty where there is none
 * @param length of the prompt, short, medium or long; empty where there is none
 * @param wanted the picture
 */
public record Entry(Part part, String topic, String length, Wanted wanted) {

  /** Parts of an experiment. */
  public enum Part {
    /** Drawn by no prompt. */
    UNCONDITIONAL,
    /** Topics in three lengths. */
    PROMPTS,
    /** One prompt with a negative one, by scale. */
    NEGATIVE,
    /** The prompts of medium length by scale, for their colours. */
    SATURATION,
    /** Captions of scenes by length and scale. */
    ACCURACY
  }
}
