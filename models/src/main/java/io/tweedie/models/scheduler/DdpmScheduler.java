package io.tweedie.models.scheduler;

import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Start;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.sampling.Transition;

/**
 * Ancestral sampling ({@link Transition.Ddpm}). diffusers adds noise in the last step, too, where
 * the variance is {@code fixed_large} and that step does not begin at timestep 0; here no noise is
 * added to the result.
 */
public final class DdpmScheduler implements SchedulerProvider {

  @Override
  public String name() {
    return "ddpm";
  }

  @Override
  public String summary() {
    return "fresh noise in each step";
  }

  @Override
  public String usualSteps() {
    return "250";
  }

  @Override
  public Transition transition() {
    return new Transition.Ddpm(Transition.Variance.LEARNED);
  }

  @Override
  public String diffusersClass() {
    return "DDPMScheduler";
  }

  @Override
  public Scheduler create(SchedulerConfig config) {
    Transition.Variance variance =
        switch (config.word(
            "variance_type",
            "fixed_small",
            "fixed_small",
            "fixed_small_log",
            "fixed_large",
            "learned_range")) {
          case "fixed_large" -> Transition.Variance.FIXED_LARGE;
          case "learned_range" -> Transition.Variance.LEARNED;
          default -> Transition.Variance.FIXED_SMALL;
        };
    return new Scheduler(
        name(),
        config.trainedToNoSignal(),
        new Plan(
            Spacings.whole(config),
            new Transition.Ddpm(variance),
            Clips.thresholdOrRange(config),
            TimeTravel.NONE,
            new Start.Noise()),
        config.prediction());
  }
}
