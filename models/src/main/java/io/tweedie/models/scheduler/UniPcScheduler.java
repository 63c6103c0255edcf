package io.tweedie.models.scheduler;

import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Start;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.sampling.UniPc;

/** {@link UniPc} in the prediction of x_0, of order 1, 2 or 3. */
public final class UniPcScheduler implements SchedulerProvider {

  @Override
  public String name() {
    return "unipc";
  }

  @Override
  public String summary() {
    return "as dpm++, and corrects each step by the next answer";
  }

  @Override
  public String usualSteps() {
    return "uniform:15";
  }

  @Override
  public Transition transition() {
    return new UniPc();
  }

  @Override
  public String diffusersClass() {
    return "UniPCMultistepScheduler";
  }

  @Override
  public Scheduler create(SchedulerConfig config) {
    config.requireNot("use_flow_sigmas", "use_dynamic_shifting");
    config.requireAbsent(
        "disable_corrector", "solver_p", "shift_terminal", "sigma_min", "sigma_max");
    if (!config.flag("predict_x0", true)) {
      throw config.refused("predict_x0", "true");
    }
    // diffusers takes the last three, of DPM-Solver and DEIS, for bh2.
    String form = config.word("solver_type", "bh2", "bh1", "bh2", "midpoint", "heun", "logrho");
    return new Scheduler(
        name(),
        Ends.sigma(config, config.trainedToAlmostNoSignal()),
        new Plan(
            Spacings.high(config),
            new UniPc(
                config.whole("solver_order", 2, 1, 3),
                form.equals("bh1") ? UniPc.Form.BH1 : UniPc.Form.BH2,
                config.flag("lower_order_final", true)),
            Clips.threshold(config),
            TimeTravel.NONE,
            new Start.Noise()),
        config.prediction());
  }
}
