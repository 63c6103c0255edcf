package io.tweedie.models.scheduler;

import io.tweedie.core.sampling.Clip;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.sampling.Transition;

/**
 * Euler's method along the probability flow, in whose coordinates it is DDIM without noise ({@link
 * Transition.Ddim}); the levels are what it has of its own.
 */
public final class EulerScheduler implements SchedulerProvider {

  @Override
  public String name() {
    return "euler";
  }

  @Override
  public String summary() {
    return "as ddim, at levels dense where there is little noise";
  }

  @Override
  public String usualSteps() {
    return "karras:20";
  }

  @Override
  public Transition transition() {
    return new Transition.Ddim(0);
  }

  @Override
  public String diffusersClass() {
    return "EulerDiscreteScheduler";
  }

  @Override
  public Scheduler create(SchedulerConfig config) {
    config.requireAbsent("sigma_min", "sigma_max");
    config.word("interpolation_type", "linear", "linear");
    config.word("timestep_type", "discrete", "discrete");
    return new Scheduler(
        name(),
        Ends.sigma(config, config.trainedToAlmostNoSignal()),
        new Plan(
            Spacings.realOrKarras(config),
            transition(),
            new Clip.None(),
            TimeTravel.NONE,
            Spacings.start(config)),
        config.prediction(),
        Scheduler.Coordinates.VARIANCE_EXPLODING);
  }
}
