package io.tweedie.models.scheduler;

import io.tweedie.core.sampling.SdeDpmSolver;
import io.tweedie.core.sampling.Transition;

/** {@link SdeDpmSolver}: diffusers' DPM-Solver with {@code algorithm_type} sde-dpmsolver++. */
public final class SdeDpmSolverScheduler implements SchedulerProvider {

  @Override
  public String name() {
    return "dpm++sde";
  }

  @Override
  public String summary() {
    return "as dpm++, with fresh noise in each step";
  }

  @Override
  public String usualSteps() {
    return "uniform:30";
  }

  @Override
  public Transition transition() {
    return new SdeDpmSolver(true);
  }

  @Override
  public String diffusersClass() {
    return "DPMSolverMultistepScheduler";
  }

  @Override
  public boolean isMeant(SchedulerConfig config) {
    return SchedulerProvider.super.isMeant(config) && DpmSolvers.isStochastic(config);
  }

  @Override
  public Scheduler create(SchedulerConfig config) {
    return new Scheduler(
        name(),
        DpmSolvers.schedule(config),
        DpmSolvers.plan(config, new SdeDpmSolver(config.flag("lower_order_final", true))),
        config.prediction());
  }
}
