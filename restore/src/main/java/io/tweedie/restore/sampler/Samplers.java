package io.tweedie.restore.sampler;

import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.models.scheduler.SchedulerProvider;
import java.util.Locale;

/** Samplers by name: every scheduler, and Langevin dynamics. */
public final class Samplers {

  /** The one that is taken unless another is named. */
  public static final String USUAL = "ddim";

  /** The one that is no scheduler. */
  public static final String LANGEVIN = "langevin";

  /** Its noise levels unless others are asked for. */
  public static final String LANGEVIN_STEPS = "150";

  private Samplers() {}

  /** Whether it walks down the levels of the schedule once, as parts of a run are counted. */
  public static boolean isInSteps(String name) {
    return !name.toLowerCase(Locale.ROOT).equals(LANGEVIN);
  }

  /**
   * A sampler.
   *
   * @param schedule that the model was trained on
   * @param steps as {@link io.tweedie.core.schedule.Spacing#parse} reads them, of langevin the
   *     number of noise levels; null for the usual ones
   * @param eta share of fresh noise of ddim, from 0 to 1; null for its own
   * @throws IllegalArgumentException if there is none of that name or with these settings
   */
  public static Sampler named(String name, NoiseSchedule schedule, String steps, Double eta) {
    if (!isInSteps(name)) {
      requireNoEta(eta);
      return LangevinSampler.of(schedule, levels(steps == null ? LANGEVIN_STEPS : steps));
    }
    SchedulerProvider scheduler = scheduler(name);
    if (!scheduler.name().equals(USUAL)) {
      requireNoEta(eta);
    }
    Transition transition = eta == null ? scheduler.transition() : new Transition.Ddim(eta);
    String visited = steps == null ? scheduler.usualSteps() : steps;
    return new DiffusionSampler(schedule, new Plan(visited, transition, true));
  }

  private static SchedulerProvider scheduler(String name) {
    try {
      return SchedulerProvider.ALL.named(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "sampler '%s' is not known; choose one of %s, %s"
              .formatted(name, String.join(", ", SchedulerProvider.ALL.names()), LANGEVIN),
          e);
    }
  }

  private static void requireNoEta(Double eta) {
    if (eta != null) {
      throw new IllegalArgumentException("--eta is for --sampler ddim; the others have their own");
    }
  }

  private static int levels(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "for langevin --steps is a number of noise levels, as 150, not '" + text + "'", e);
    }
  }
}
