package io.tweedie.restore;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.schedule.NoiseSchedule;
import io.tweedie.models.prior.Tuned;
import java.util.Map;
import java.util.Optional;

/** A denoiser of somebody's own as a prior. */
record GivenPrior(String name, Denoiser denoiser, NoiseSchedule schedule) implements Prior {

  private static final int CHANNELS = 3;

  @Override
  public int channels() {
    return CHANNELS;
  }

  @Override
  public Optional<Integer> side() {
    return Optional.empty();
  }

  @Override
  public Optional<Integer> reach() {
    return Optional.empty();
  }

  @Override
  public Tuned tuned() {
    return Tuned.NOTHING;
  }

  @Override
  public String fingerprint() {
    return name;
  }

  @Override
  public Map<String, Object> description() {
    return Map.of("name", name);
  }

  @Override
  public void close() {
    // The denoiser is its owner's.
  }
}
