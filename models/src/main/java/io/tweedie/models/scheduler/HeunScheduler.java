package io.tweedie.models.scheduler;

import io.tweedie.core.sampling.Heun;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.sampling.Transition;

/**
 * {@link Heun}. Its betas are from 0.00085 to 0.012 unless a file says otherwise, as in diffusers.
 */
public final class HeunScheduler implements SchedulerProvider {

  @Override
  public String name() {
    return "heun";
  }

  @Override
  public String summary() {
    return "asks the model twice a step";
  }

  @Override
  public String usualSteps() {
    return "uniform:15";
  }

  @Override
  public Transition transition() {
    return new Heun();
  }

  @Override
  public String diffusersClass() {
    return "HeunDiscreteScheduler";
  }

  @Override
  public Scheduler create(SchedulerConfig config) {
    config.requireNot("rescale_betas_zero_snr");
    return new Scheduler(
        name(),
        config.trained(0.00085, 0.012),
        new Plan(
            Spacings.realOrKarras(config),
            transition(),
            Clips.range(config, false),
            TimeTravel.NONE,
            Spacings.start(config)),
        config.prediction());
  }
}
