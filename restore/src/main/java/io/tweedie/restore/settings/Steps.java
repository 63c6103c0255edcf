package io.tweedie.restore.settings;

import io.tweedie.core.sampling.Plan;
import io.tweedie.core.schedule.Spacing;

/** Steps as people ask for them. */
public final class Steps {

  private Steps() {}

  /**
   * A plan with as many steps as asked for.
   *
   * @param usual the method's own plan
   * @param steps as {@link Spacing#parse} reads them; a bare number keeps the kind of spacing that
   *     the method has
   * @throws IllegalArgumentException if they cannot be read
   */
  public static Plan of(Plan usual, String steps) {
    Spacing asked = Spacing.parse(steps);
    return usual.withSteps(
        asked instanceof Spacing.Sections sections && sections.counts().size() == 1
            ? usual.steps().withCount(sections.counts().get(0))
            : asked);
  }
}
