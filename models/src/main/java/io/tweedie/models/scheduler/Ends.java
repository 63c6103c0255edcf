package io.tweedie.models.scheduler;

import io.tweedie.core.schedule.NoiseSchedule;

/** Where the last step of a scheduler leads. */
final class Ends {

  private Ends() {}

  /** {@code set_alpha_to_one}: to no noise at all, or to the least noisy level of the training. */
  static NoiseSchedule alpha(SchedulerConfig config, NoiseSchedule trained, boolean toOne) {
    return config.flag("set_alpha_to_one", toOne) ? trained : atLeastNoisy(trained);
  }

  /** {@code final_sigmas_type}, likewise. */
  static NoiseSchedule sigma(SchedulerConfig config, NoiseSchedule trained) {
    return config.word("final_sigmas_type", "zero", "zero", "sigma_min").equals("zero")
        ? trained
        : atLeastNoisy(trained);
  }

  private static NoiseSchedule atLeastNoisy(NoiseSchedule trained) {
    return trained.withFinalAlphaBar(trained.alphaBar(0));
  }
}
