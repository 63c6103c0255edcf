package io.tweedie.models.scheduler;

import io.tweedie.core.sampling.Clip;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.sampling.Transition;

/**
 * Euler's method with fresh noise in each step, which in the coordinates of the loop is DDIM with
 * the noise of DDPM ({@link Transition.Ddim}).
 */
public final class EulerAncestralScheduler implements SchedulerProvider {

  @Override
  public String name() {
    return "euler-a";
  }

  @Override
  public String summary() {
    return "as euler, with fresh noise in each step";
  }

  @Override
  public String usualSteps() {
    return "karras:30";
  }

  @Override
  public Transition transition() {
    return new Transition.Ddim(1);
  }

  @Override
  public String diffusersClass() {
    return "EulerAncestralDiscreteScheduler";
  }

  @Override
  public Scheduler create(SchedulerConfig config) {
    return new Scheduler(
        name(),
        config.trainedToAlmostNoSignal(),
        new Plan(
            Spacings.real(config),
            transition(),
            new Clip.None(),
            TimeTravel.NONE,
            Spacings.start(config)),
        config.prediction());
  }
}
