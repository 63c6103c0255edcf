package io.tweedie.restore.sampler;

import static java.util.stream.Collectors.joining;

import io.tweedie.core.sampling.DpmSolver;
import io.tweedie.core.sampling.Heun;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.Arrays;

/** The samplers by name, each with the steps that are usual for it. */
public enum SamplerKind {
  /** Fresh noise in each step. */
  DDPM("ddpm", "250"),
  /** Few steps. */
  DDIM("ddim", "uniform:30"),
  /** Asks the model twice a step. */
  HEUN("heun", "uniform:15"),
  /** Goes on from the step before. */
  DPM_SOLVER("dpm++", "uniform:20"),
  /** Walks on the score. */
  LANGEVIN("langevin", "150");

  private final String word;
  private final String usualSteps;

  SamplerKind(String word, String usualSteps) {
    this.word = word;
    this.usualSteps = usualSteps;
  }

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException if there is no such sampler, listing those there are
   */
  public static SamplerKind parse(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "sampler '%s' is not known; choose %s"
                        .formatted(
                            word,
                            Arrays.stream(values())
                                .map(SamplerKind::toString)
                                .collect(joining(", ")))));
  }

  /** As users write it. */
  @Override
  public String toString() {
    return word;
  }

  /**
   * The sampler.
   *
   * @param schedule that the model was trained on
   * @param steps as {@link io.tweedie.core.schedule.Spacing#parse} reads them, of langevin the
   *     number of noise levels; null for the usual ones
   * @param eta share of fresh noise of ddim, from 0 to 1; null for 0
   * @throws IllegalArgumentException if there is none with these settings
   */
  public Sampler sampler(NoiseSchedule schedule, String steps, Double eta) {
    if (eta != null && this != DDIM) {
      throw new IllegalArgumentException("--eta is for --sampler ddim; the others have their own");
    }
    String visited = steps == null ? usualSteps : steps;
    return switch (this) {
      case DDPM -> down(schedule, visited, new Transition.Ddpm(Transition.Variance.LEARNED));
      case DDIM -> down(schedule, visited, new Transition.Ddim(eta == null ? 0 : eta));
      case HEUN -> down(schedule, visited, new Heun());
      case DPM_SOLVER -> down(schedule, visited, new DpmSolver());
      case LANGEVIN -> LangevinSampler.of(schedule, levels(visited));
    };
  }

  private static Sampler down(NoiseSchedule schedule, String steps, Transition transition) {
    return new DiffusionSampler(schedule, new Plan(steps, transition, true));
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
