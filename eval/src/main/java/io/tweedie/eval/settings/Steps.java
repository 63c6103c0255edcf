package io.tweedie.eval.settings;

import io.tweedie.core.sampling.Plan;

/** Steps as people ask for them. */
public final class Steps {

  private Steps() {}

  /**
   * A plan with as many steps as asked for.
   *
   * @param usual the method's own plan
   * @param steps as {@link io.tweedie.core.schedule.Spacing#parse} reads them; a bare number keeps
   *     the kind of spacing that the method has
   * @throws IllegalArgumentException if they cannot be read
   */
  public static Plan of(Plan usual, String steps) {
    int colon = usual.steps().indexOf(':');
    boolean bare = steps.chars().allMatch(Character::isDigit);
    return usual.withSteps(
        bare && colon > 0 ? usual.steps().substring(0, colon + 1) + steps : steps);
  }
}
