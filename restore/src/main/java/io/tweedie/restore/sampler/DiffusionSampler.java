package io.tweedie.restore.sampler;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.Transition;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.core.tensor.Shape;
import io.tweedie.restore.record.RunRecord;
import org.bytedeco.pytorch.Tensor;

/**
 * Sampling down the noise levels, by any transition.
 *
 * @param schedule the prior's training noise schedule
 * @param plan how the run walks down it
 */
public record DiffusionSampler(NoiseSchedule schedule, Plan plan) implements Sampler {

  /** Refuses steps that the schedule has not. */
  public DiffusionSampler {
    schedule.respace(plan.steps());
  }

  @Override
  public int steps() {
    return loop(null).steps();
  }

  @Override
  public NoiseSchedule levels() {
    return schedule.respace(plan.steps());
  }

  @Override
  public Variance variance() {
    return plan.transition() instanceof Transition.Ddpm ddpm
        ? ddpm.variance()
        : Variance.FIXED_SMALL;
  }

  @Override
  public void describe(RunRecord record) {
    record.plan(loop(null));
  }

  @Override
  public Tensor draw(Denoiser prior, KeyedNoise noise, Shape shape, Watcher watcher) {
    SamplingLoop loop = loop(prior);
    try (Tensor start = loop.start(noise, shape)) {
      watcher.saw(0, start, () -> start);
    }
    return loop.draw(
        noise,
        shape,
        (state, step) ->
            watcher.saw(
                loop.steps() - state.remaining(),
                state.x(),
                () -> step.firstAsked().x0().detach()));
  }

  private SamplingLoop loop(Denoiser prior) {
    return new SamplingLoop(prior, schedule, plan);
  }
}
