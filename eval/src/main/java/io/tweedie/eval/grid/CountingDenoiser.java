package io.tweedie.eval.grid;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.Tensor;

/** Counts how often a prior is asked: the number of function evaluations (NFE) of a run. */
final class CountingDenoiser implements Denoiser {

  private final Denoiser inner;
  private int count;

  CountingDenoiser(Denoiser inner) {
    this.inner = inner;
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    count++;
    return inner.predict(xt, level);
  }

  int count() {
    return count;
  }
}
