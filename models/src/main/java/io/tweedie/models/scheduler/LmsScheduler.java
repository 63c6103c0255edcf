package io.tweedie.models.scheduler;

import io.tweedie.core.sampling.Clip;
import io.tweedie.core.sampling.Lms;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.sampling.Transition;

/** {@link Lms}. */
public final class LmsScheduler implements SchedulerProvider {

  @Override
  public String name() {
    return "lms";
  }

  @Override
  public String summary() {
    return "goes on from four steps at levels of any distance";
  }

  @Override
  public String usualSteps() {
    return "uniform:20";
  }

  @Override
  public Transition transition() {
    return new Lms();
  }

  @Override
  public String diffusersClass() {
    return "LMSDiscreteScheduler";
  }

  @Override
  public Scheduler create(SchedulerConfig config) {
    config.requireNot("rescale_betas_zero_snr");
    return new Scheduler(
        name(),
        config.trained(),
        new Plan(
            Spacings.realOrKarras(config),
            transition(),
            new Clip.None(),
            TimeTravel.NONE,
            Spacings.start(config)),
        config.prediction());
  }
}
