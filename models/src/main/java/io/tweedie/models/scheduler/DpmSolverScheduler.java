package io.tweedie.models.scheduler;

import io.tweedie.core.sampling.DpmSolver;
import io.tweedie.core.sampling.Transition;

/** {@link DpmSolver}: DPM-Solver++ of second order, by its midpoint. */
public final class DpmSolverScheduler implements SchedulerProvider {

  @Override
  public String name() {
    return "dpm++";
  }

  @Override
  public String summary() {
    return "fewer steps: goes on from the one before";
  }

  @Override
  public String usualSteps() {
    return "uniform:20";
  }

  @Override
  public Transition transition() {
    return new DpmSolver();
  }

  @Override
  public String diffusersClass() {
    return "DPMSolverMultistepScheduler";
  }

  @Override
  public boolean isMeant(SchedulerConfig config) {
    return SchedulerProvider.super.isMeant(config) && !DpmSolvers.isStochastic(config);
  }

  @Override
  public Scheduler create(SchedulerConfig config) {
    return new Scheduler(
        name(),
        DpmSolvers.schedule(config),
        DpmSolvers.plan(config, new DpmSolver(config.flag("lower_order_final", true))),
        config.prediction());
  }
}
