package io.tweedie.demo.score;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.langevin.AnnealedLangevin;
import io.tweedie.core.langevin.Langevin;
import io.tweedie.core.langevin.LangevinLoop;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.random.RandomStream;
import io.tweedie.core.score.GeometricSigmas;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * How many particles Langevin dynamics brings to each mode of {@link IsotropicMixture#unequal}, of
 * which the smaller has the weight 0.2: the experiment of Song and Ermon 2019, section 3.2.2 and
 * figure 3, with numbers. Particles start evenly in the square from -8 to 8.
 *
 * @param particles how many
 * @param seed of their starts and of the noise
 */
public record MixtureWeights(int particles, long seed) {

  private static final double REACH = 8;

  /**
   * Langevin dynamics at the data's own noise level, with the paper's 1000 steps of 0.1.
   *
   * @param sigma 0 for an exact score, else the least that the score knows
   */
  public static Langevin naive(double sigma) {
    return new Langevin(sigma, 0.1, 1000);
  }

  /**
   * Annealed Langevin dynamics over 40 levels of 100 steps. It takes that many for the particles to
   * spread by weight before the modes part; with 10 levels the smaller mode keeps about 0.22.
   */
  public static AnnealedLangevin annealed() {
    return new AnnealedLangevin(new GeometricSigmas(20, 0.1, 40), 0.002, 100);
  }

  /**
   * A share of the particles, with what chance leaves open.
   *
   * @param value share of the smaller mode
   * @param standardError of the share of so many independent particles
   */
  public record Share(double value, double standardError) {}

  /** Runs a loop from the start and counts. */
  public Share of(LangevinLoop loop, LangevinLoop.Listener listener) {
    try (PointerScope scope = new PointerScope()) {
      Tensor start = new RandomStream(seed, "start").uniform(-REACH, REACH, 1, 1, particles, 2);
      Tensor x = loop.run(new KeyedNoise(seed, new long[] {0}), start, listener);
      double share =
          IsotropicMixture.unequal().responsibilities(x, 0).select(-1, 0).mean().item_double();
      return new Share(share, Math.sqrt(share * (1 - share) / particles));
    }
  }
}
