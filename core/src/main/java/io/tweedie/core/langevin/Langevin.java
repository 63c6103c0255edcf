package io.tweedie.core.langevin;

import io.tweedie.core.score.Score;
import java.util.List;

/**
 * Langevin dynamics at a single noise level: {@code x <- x + (epsilon / 2) score(x) + sqrt(epsilon)
 * z} (Song and Ermon 2019, equation 4). For small steps and long runs the result is a sample of the
 * density, but the walk hardly ever crosses from one mode to another where there is no density
 * between them.
 *
 * @param sigma noise of the density that is sampled; 0 for the data itself
 * @param stepSize epsilon, in squared units of x
 * @param steps how many
 */
public record Langevin(double sigma, double stepSize, int steps) {

  /** Refuses settings that do not move. */
  public Langevin {
    // What it is made of refuses them.
    new LangevinLoop.Stage(sigma, stepSize, steps);
  }

  /** The loop that does these steps on a score. */
  public LangevinLoop over(Score score) {
    return new LangevinLoop(score, List.of(new LangevinLoop.Stage(sigma, stepSize, steps)));
  }
}
