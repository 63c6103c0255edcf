package io.tweedie.models.scheduler;

import io.tweedie.core.sampling.Clip;

/** What the schedulers of diffusers do to estimates of x_0. */
final class Clips {

  private Clips() {}

  /** DDIM and DDPM: thresholding goes before clipping, which is on unless told. */
  static Clip thresholdOrRange(SchedulerConfig config) {
    Clip threshold = threshold(config);
    return threshold instanceof Clip.None ? range(config, true) : threshold;
  }

  /** {@code clip_sample}. */
  static Clip range(SchedulerConfig config, boolean usual) {
    return config.flag("clip_sample", usual)
        ? new Clip.Range(config.number("clip_sample_range", 1, Double.MIN_VALUE, Double.MAX_VALUE))
        : new Clip.None();
  }

  /** {@code thresholding}. */
  static Clip threshold(SchedulerConfig config) {
    return config.flag("thresholding", false)
        ? new Clip.Dynamic(
            config.number("dynamic_thresholding_ratio", 0.995, Double.MIN_VALUE, 1),
            config.number("sample_max_value", 1, 1, Double.MAX_VALUE))
        : new Clip.None();
  }
}
