package io.tweedie.cli;

import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;
import picocli.CommandLine.Option;

/** How images are drawn. */
final class SamplerOptions {

  private enum Kind {
    DDPM("250"),
    DDIM("uniform:30"),
    LANGEVIN("150");

    final String usualSteps;

    Kind(String usualSteps) {
      this.usualSteps = usualSteps;
    }
  }

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      defaultValue = "ddim",
      description =
          "ddim (few steps; default), ddpm (fresh noise in each step) or langevin (walks on the"
              + " score, many steps).")
  private Kind kind;

  @Option(
      names = "--steps",
      paramLabel = "S",
      description =
          "As of restore (default: uniform:30 for ddim, 250 for ddpm); for langevin the number of"
              + " noise levels, with three steps at each (default: 150).")
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
