package io.tweedie.models.scheduler;

import io.tweedie.core.sampling.Start;
import io.tweedie.core.schedule.AllButLast;
import io.tweedie.core.schedule.Karras;
import io.tweedie.core.schedule.Linspace;
import io.tweedie.core.schedule.RoundedLinspace;
import io.tweedie.core.schedule.Spacing;

/** The three ways in which schedulers of diffusers space their timesteps. */
final class Spacings {

  private static final int STEPS = Scheduler.USUAL_STEPS;

  private Spacings() {}

  /** DDIM, DDPM and PNDM: at whole timesteps. */
  static Spacing whole(SchedulerConfig config) {
    return switch (kind(config, "leading")) {
      case "linspace" -> new RoundedLinspace(STEPS);
      case "leading" -> new Spacing.Uniform(STEPS, offset(config));
      default -> new Spacing.Trailing(STEPS);
    };
  }

  /** Those after k-diffusion: between whole timesteps where it comes to that. */
  static Spacing real(SchedulerConfig config) {
    return switch (kind(config, "linspace")) {
      case "linspace" -> new Linspace(STEPS);
      case "leading" -> new Spacing.Uniform(STEPS, offset(config));
      default -> new Spacing.Trailing(STEPS);
    };
  }

  /** The same with {@code use_karras_sigmas}. */
  static Spacing realOrKarras(SchedulerConfig config) {
    return karras(config) ? new Karras(real(config)) : real(config);
  }

  /**
   * DPM-Solver and UniPC: without the level of least noise, or by Karras from end to end of the
   * training.
   */
  static Spacing high(SchedulerConfig config) {
    String kind = kind(config, "linspace");
    if (karras(config)) {
      return new Karras(new RoundedLinspace(STEPS), Karras.Asked.ROUNDED);
    }
    return switch (kind) {
      case "linspace" -> new AllButLast(new RoundedLinspace(STEPS + 1));
      case "leading" -> new AllButLast(new Spacing.Uniform(STEPS + 1, offset(config)));
      default -> new Spacing.Trailing(STEPS);
    };
  }

  /** Where those after k-diffusion begin, by their {@code init_noise_sigma}. */
  static Start start(SchedulerConfig config) {
    return kind(config, "linspace").equals("leading") ? new Start.Noise() : new Start.Grey();
  }

  private static String kind(SchedulerConfig config, String usual) {
    return config.word("timestep_spacing", usual, "linspace", "leading", "trailing");
  }

  private static int offset(SchedulerConfig config) {
    return config.whole("steps_offset", 0, 0, Integer.MAX_VALUE);
  }

  private static boolean karras(SchedulerConfig config) {
    config.requireNot("use_exponential_sigmas", "use_beta_sigmas");
    return config.flag("use_karras_sigmas", false);
  }
}
