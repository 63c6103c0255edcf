package io.tweedie.eval.text;

/**
 * A picture that an experiment needs; what two of its parts need alike is drawn once.
 *
 * @param prompt what to draw; empty for anything
 * @param negative what not to draw; may be empty
 * @param scale of guidance
 * @param steps from noise to picture
 * @param number which with the seed decides its noise
 */
public record Wanted(String prompt, String negative, double scale, int steps, int number) {}
