package io.tweedie.models.scheduler;

import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.sampling.Clip;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Plms;
import io.tweedie.core.sampling.Start;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.sampling.Transition;

/**
 * PNDM without its Runge-Kutta steps ({@link Plms}), the scheduler of Stable Diffusion 1. As {@link
 * DdimScheduler} it steps to where the next step begins, which diffusers' does not where timesteps
 * are spaced by "linspace".
 */
public final class PndmScheduler implements SchedulerProvider {

  @Override
  public String name() {
    return "pndm";
  }

  @Override
  public String summary() {
    return "goes on from four steps";
  }

  @Override
  public String usualSteps() {
    return "uniform:20";
  }

  @Override
  public Transition transition() {
    return new Plms();
  }

  @Override
  public String diffusersClass() {
    return "PNDMScheduler";
  }

  @Override
  public Scheduler create(SchedulerConfig config) {
    config.requireNot("rescale_betas_zero_snr");
    boolean skipsRungeKutta = config.flag("skip_prk_steps", !isMeant(config));
    if (!skipsRungeKutta) {
      throw config.refused("skip_prk_steps", "true");
    }
    if (config.prediction() == Parameterization.X0) {
      throw config.refused("prediction_type", "epsilon, v_prediction");
    }
    return new Scheduler(
        name(),
        Ends.alpha(config, config.trained(), false),
        new Plan(
            Spacings.whole(config),
            transition(),
            new Clip.None(),
            TimeTravel.NONE,
            new Start.Noise()),
        config.prediction());
  }
}
