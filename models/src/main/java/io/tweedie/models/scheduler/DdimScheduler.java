package io.tweedie.models.scheduler;

import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Start;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.sampling.Transition;

/**
 * DDIM. The epsilon of a configured run is the network's own ({@link Transition.DdimOfPrior}), as
 * in diffusers; that of {@link #transition} follows from the clipped estimate, as in the code of
 * guided-diffusion.
 *
 * <p>diffusers steps to the timestep that lies one stride of "leading" below, whatever the spacing:
 * with "linspace", and with "trailing" where the steps do not divide the timesteps, that is not the
 * one at which the next step begins (its issues 11347 and 12633). Here it is.
 */
public final class DdimScheduler implements SchedulerProvider {

  @Override
  public String name() {
    return "ddim";
  }

  @Override
  public String summary() {
    return "few steps";
  }

  @Override
  public String usualSteps() {
    return "uniform:30";
  }

  @Override
  public Transition transition() {
    return new Transition.Ddim(0);
  }

  @Override
  public String diffusersClass() {
    return "DDIMScheduler";
  }

  @Override
  public Scheduler create(SchedulerConfig config) {
    return new Scheduler(
        name(),
        Ends.alpha(config, config.trainedToNoSignal(), true),
        new Plan(
            Spacings.whole(config),
            new Transition.DdimOfPrior(0),
            Clips.thresholdOrRange(config),
            TimeTravel.NONE,
            new Start.Noise()),
        config.prediction());
  }
}
