package io.tweedie.demo.score;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.random.RandomStream;
import io.tweedie.core.score.GeometricSigmas;
import io.tweedie.core.score.Score;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** How far a score is from the exact one of a mixture. */
public final class ScoreError {

  private ScoreError() {}

  /**
   * The mean squared error as a share of the mean square of the exact score, E|s - s*|^2 / E|s*|^2,
   * over points of the noisy mixture: 0 is exact, 1 is what a score of zero has.
   *
   * @param sigma deviation of the noise
   * @param n how many points to draw
   * @param seed of the points
   */
  public static double at(Score score, IsotropicMixture exact, double sigma, int n, long seed) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor points = exact.sample(n, new RandomStream(seed, "points"));
      Tensor noise = new RandomStream(seed, "noise").normal(points.shape());
      Tensor x = points.add(noise, scalar(sigma));
      Tensor truth = exact.at(x, sigma);
      double error = score.at(x, sigma).sub(truth).square().mean().item_double();
      return error / truth.square().mean().item_double();
    }
  }

  /** The mean of {@link #at} over noise levels; arguments as there. */
  public static double mean(
      Score score, IsotropicMixture exact, GeometricSigmas sigmas, int n, long seed) {
    return sigmas.stream().map(sigma -> at(score, exact, sigma, n, seed)).average().orElseThrow();
  }
}
