package io.tweedie.eval.grid;

import java.io.Serializable;
import java.util.List;

/**
 * What is kept of a sampler's run besides its result.
 *
 * @param samples how many samples of each posterior are drawn; at least 1. The first is the result
 * @param loss whether |y - A x0Hat| is kept for every step
 * @param frames timesteps of the training schedule at which x0Hat is kept as a picture: that of the
 *     first step there or below
 */
public record Recording(int samples, boolean loss, List<Integer> frames) implements Serializable {

  /** Nothing but the result. */
  public static final Recording NONE = new Recording(1, false, List.of());

  /** Refuses what cannot be kept. */
  public Recording {
    frames = List.copyOf(frames);
    if (samples < 1) {
      throw new IllegalArgumentException("samples must be at least 1, got " + samples);
    }
    if (frames.stream().anyMatch(t -> t < 0)) {
      throw new IllegalArgumentException("timesteps are not negative, got " + frames);
    }
  }

  /** The same with so many samples. */
  public Recording withSamples(int samples) {
    return new Recording(samples, loss, frames);
  }
}
