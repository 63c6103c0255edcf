package io.tweedie.cli.sample;

import io.tweedie.core.sampling.DpmSolver;
import io.tweedie.core.sampling.Heun;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;
import picocli.CommandLine.Option;

/** How images are drawn. */
final class SamplerOptions {

  private enum Kind {
    DDPM("ddpm", "250"),
    DDIM("ddim", "uniform:30"),
    HEUN("heun", "uniform:15"),
    DPM_SOLVER("dpm++", "uniform:20"),
    LANGEVIN("langevin", "150");

    final String word;
    final String usualSteps;

    Kind(String word, String usualSteps) {
      this.word = word;
      this.usualSteps = usualSteps;
    }

    /** As users write it. */
    @Override
    public String toString() {
      return word;
    }
  }

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      defaultValue = "ddim",
      description =
          "ddim (few steps; default), ddpm (fresh noise in each step), dpm++ (fewer steps: goes on"
              + " from the one before), heun (asks the model twice a step) or langevin (walks on"
              + " the score, many steps).")
  private Kind kind;

  @Option(
      names = "--steps",
      paramLabel = "S",
      description =
          "As of restore (default: uniform:30 for ddim, 250 for ddpm, uniform:20 for dpm++,"
              + " uniform:15 for heun); for langevin the number of noise levels, with three steps"
              + " at each (default: 150).")
  private String steps;

  @Option(
      names = "--eta",
      paramLabel = "E",
      description = "Fresh noise of ddim, from 0 (none; default) to 1 (as much as ddpm).")
  private Double eta;

  /** Whether it walks down the levels of the schedule once, as parts of a run are counted. */
  boolean isDiffusion() {
    return kind != Kind.LANGEVIN;
  }

  /**
   * The sampler that these options ask for.
   *
   * @throws IllegalArgumentException if they ask for none
   */
  Sampler sampler(NoiseSchedule schedule) {
    if (eta != null && kind != Kind.DDIM) {
      throw new IllegalArgumentException("--eta is for --sampler ddim; the others have their own");
    }
    String visited = steps == null ? kind.usualSteps : steps;
    return switch (kind) {
      case DDPM ->
          new DiffusionSampler(
              schedule, new Plan(visited, new Transition.Ddpm(Transition.Variance.LEARNED), true));
      case DDIM ->
          new DiffusionSampler(
              schedule, new Plan(visited, new Transition.Ddim(eta == null ? 0 : eta), true));
      case HEUN -> new DiffusionSampler(schedule, new Plan(visited, new Heun(), true));
      case DPM_SOLVER -> new DiffusionSampler(schedule, new Plan(visited, new DpmSolver(), true));
      case LANGEVIN -> LangevinSampler.of(schedule, levels(visited));
    };
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
