package io.tweedie.models.scheduler;

import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Start;
import io.tweedie.core.sampling.TimeTravel;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.schedule.NoiseSchedule;

/**
 * What the two forms of diffusers' DPMSolverMultistepScheduler have in common. With Karras' levels
 * on a cosine schedule that one does not round the timesteps but cuts their fractions off, which
 * may make 998 of 999; here they are rounded as on any other.
 */
final class DpmSolvers {

  private DpmSolvers() {}

  /** Whether a file wants fresh noise in each step. */
  static boolean isStochastic(SchedulerConfig config) {
    // deis is what diffusers takes for dpmsolver++.
    return config
        .word("algorithm_type", "dpmsolver++", "dpmsolver++", "sde-dpmsolver++", "deis")
        .equals("sde-dpmsolver++");
  }

  static NoiseSchedule schedule(SchedulerConfig config) {
    return Ends.sigma(config, config.trainedToAlmostNoSignal());
  }

  static Plan plan(SchedulerConfig config, Transition transition) {
    isStochastic(config);
    config.requireNot(
        "use_lu_lambdas", "use_flow_sigmas", "use_dynamic_shifting", "euler_at_final");
    if (config.whole("solver_order", 2, 1, 3) != 2) {
      throw config.refused("solver_order", "2");
    }
    // diffusers takes the last three, of UniPC and DEIS, for midpoint.
    config.word("solver_type", "midpoint", "midpoint", "bh1", "bh2", "logrho");
    double unbounded = Double.NEGATIVE_INFINITY;
    if (config.number("lambda_min_clipped", unbounded, unbounded, Double.MAX_VALUE) > unbounded) {
      throw config.refused("lambda_min_clipped", "null, -Infinity");
    }
    return new Plan(
        Spacings.high(config),
        transition,
        Clips.threshold(config),
        TimeTravel.NONE,
        new Start.Noise());
  }
}
