package io.tweedie.core.schedule;

import java.util.List;

/**
 * Another spacing without its least noisy level, over which the last step goes to the end. So
 * diffusers spaces DPM-Solver and UniPC, whose last step is of low order: nothing is gained by
 * asking the prior at almost no noise.
 *
 * @param all of at least two levels
 */
public record AllButLast(Spacing all) implements Spacing {

  static final String PREFIX = "all-but-last:";

  /** Refuses to leave out the only level. */
  public AllButLast {
    if (all.count() < 2) {
      throw new IllegalArgumentException(
          "%s%s leaves no noise level; write at least 2".formatted(PREFIX, all));
    }
  }

  @Override
  public List<NoiseLevel> levels(NoiseSchedule trained) {
    return all.levels(trained).subList(1, all.count());
  }

  @Override
  public int count() {
    return all.count() - 1;
  }

  @Override
  public Spacing withCount(int count) {
    return new AllButLast(all.withCount(count + 1));
  }

  @Override
  public String toString() {
    return PREFIX + all;
  }
}
