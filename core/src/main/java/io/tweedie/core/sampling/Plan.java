package io.tweedie.core.sampling;

import io.tweedie.core.schedule.Spacing;

/**
 * How a run walks down the noise levels.
 *
 * @param steps which levels it visits
 * @param transition the reverse step
 * @param clip how estimates of x_0 are clipped
 * @param travel whether it goes back up in between
 * @param start where it begins
 */
public record Plan(
    Spacing steps, Transition transition, Clip clip, TimeTravel travel, Start start) {

  /**
   * A plan straight down from noise.
   *
   * @param steps as {@link Spacing#parse} reads them
   * @param clip whether estimates of x_0 are clipped to [-1, 1]
   */
  public Plan(String steps, Transition transition, boolean clip) {
    this(Spacing.parse(steps), transition, Clip.of(clip), TimeTravel.NONE, new Start.Noise());
  }

  /** The same plan over other levels. */
  public Plan withSteps(Spacing steps) {
    return new Plan(steps, transition, clip, travel, start);
  }

  /** The same plan over other levels, as {@link Spacing#parse} reads them. */
  public Plan withSteps(String steps) {
    return withSteps(Spacing.parse(steps));
  }

  /** The same plan with another reverse step. */
  public Plan withTransition(Transition transition) {
    return new Plan(steps, transition, clip, travel, start);
  }

  /** The same plan with other time travel. */
  public Plan withTravel(TimeTravel travel) {
    return new Plan(steps, transition, clip, travel, start);
  }

  /** The same plan from elsewhere. */
  public Plan withStart(Start start) {
    return new Plan(steps, transition, clip, travel, start);
  }

  /** The same plan with clipping to [-1, 1], or without. */
  public Plan withClip(boolean clip) {
    return withClip(Clip.of(clip));
  }

  /** The same plan with other clipping. */
  public Plan withClip(Clip clip) {
    return new Plan(steps, transition, clip, travel, start);
  }
}
