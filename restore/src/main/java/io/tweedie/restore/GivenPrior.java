package io.tweedie.restore;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.Map;

/** A denoiser of somebody's own as a prior. */
record GivenPrior(String name, Denoiser denoiser, NoiseSchedule schedule) implements Prior {

  private static final int CHANNELS = 3;

  @Override
  public int channels() {
    return CHANNELS;
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
