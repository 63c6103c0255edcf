package io.tweedie.restore.sampler;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.langevin.AnnealedLangevin;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.score.GeometricSigmas;
import io.tweedie.core.tensor.Shape;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.settings.RecordSettings;
import org.bytedeco.pytorch.Tensor;

/**
 * Annealed Langevin dynamics on the score that a denoiser gives.
 *
 * @param schedule the prior's training noise schedule
 * @param dynamics the noise levels and the steps
 */
record LangevinSampler(NoiseSchedule schedule, AnnealedLangevin dynamics) implements Sampler {

  private static final double LARGEST_SIGMA = 50;
  private static final double SMALLEST_SIGMA = 0.02;
  private static final int STEPS_PER_LEVEL = 3;

  /**
   * With the usual noise levels, as far as the prior knows them.
   *
   * @param levels how many
   */
  static LangevinSampler of(NoiseSchedule schedule, int levels) {
    double largest = Math.min(LARGEST_SIGMA, schedule.level(schedule.size() - 1).sigma());
    double smallest = Math.max(SMALLEST_SIGMA, schedule.level(0).sigma());
    GeometricSigmas sigmas = new GeometricSigmas(largest, smallest, levels);
    return new LangevinSampler(schedule, AnnealedLangevin.tuned(sigmas, STEPS_PER_LEVEL));
  }

  @Override
  public int steps() {
    return dynamics.steps();
  }

  @Override
  public NoiseSchedule levels() {
    return schedule;
  }

  @Override
  public Variance variance() {
    return Variance.FIXED_SMALL;
  }

  @Override
  public void describe(RunRecord record) {
    record.put("plan", RecordSettings.describe(dynamics));
  }

  @Override
  public Tensor draw(Denoiser prior, KeyedNoise noise, Shape shape, Watcher watcher) {
    try (Tensor start = dynamics.start(noise, shape)) {
      watcher.saw(0, shown(start, dynamics.sigmas().largest()), () -> start);
      return dynamics.sample(
          prior,
          schedule,
          noise,
          start,
          state -> watcher.saw(state.done(), shown(state.x(), state.sigma()), state::x));
    }
  }

  /** x_0 + sigma z as the x_t of the same noise level. */
  private static Tensor shown(Tensor x, double sigma) {
    return x.mul(scalar(1 / Math.sqrt(1 + sigma * sigma)));
  }
}
