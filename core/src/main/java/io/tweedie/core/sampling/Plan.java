package io.tweedie.core.sampling;

import io.tweedie.core.schedule.Spacing;

/**
 * How a run walks down the noise levels.
 *
 * @param steps which levels it visits, as {@link Spacing#parse} reads them
 * @param transition the reverse step
 * @param clip whether estimates of x_0 are clipped to [-1, 1]
 * @param travel whether it goes back up in between
 */
public record Plan(String steps, Transition transition, boolean clip, TimeTravel travel) {

  /** Refuses steps that cannot be read. */
  public Plan {
    Spacing.parse(steps);
  }

  /** A plan straight down. */
  public Plan(String steps, Transition transition, boolean clip) {
    this(steps, transition, clip, TimeTravel.NONE);
  }

  /** The same plan over other levels. */
  public Plan withSteps(String steps) {
    return new Plan(steps, transition, clip, travel);
  }

  /** The same plan with another reverse step. */
  public Plan withTransition(Transition transition) {
    return new Plan(steps, transition, clip, travel);
  }

  /** The same plan with other time travel. */
  public Plan withTravel(TimeTravel travel) {
    return new Plan(steps, transition, clip, travel);
  }
}
