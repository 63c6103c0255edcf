package io.tweedie.core.sampling;

import io.tweedie.core.schedule.Spacing;

/**
 * How a run walks down the noise levels.
 *
 * @param steps which levels it visits, as {@link Spacing#parse} reads them
 * @param transition the reverse step
 * @param clip whether estimates of x_0 are clipped to [-1, 1]
 */
public record Plan(String steps, Transition transition, boolean clip) {

  /** Refuses steps that cannot be read. */
  public Plan {
    Spacing.parse(steps);
  }

  /** The same plan over other levels. */
  public Plan withSteps(String steps) {
    return new Plan(steps, transition, clip);
  }

  /** The same plan with another reverse step. */
  public Plan withTransition(Transition transition) {
    return new Plan(steps, transition, clip);
  }
}
