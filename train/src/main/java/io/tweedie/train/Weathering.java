package io.tweedie.train;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.avg_pool2d;

import io.tweedie.core.random.RandomStream;
import io.tweedie.models.nn.Doubling;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Makes clean pictures look as if a network had drawn them: softened, with colours a little off,
 * spots and grain, each of a strength drawn for each picture.
 */
final class Weathering {

  private static final double CLEAN = 0.25;
  private static final double GAIN = 0.08;
  private static final double OFFSET = 0.08;
  private static final double GRAIN = 0.12;
  private static final double SPOTS = 0.1;

  private Weathering() {}

  /**
   * Weathers pictures.
   *
   * @param pictures N x 3 x H x W in [-1, 1], H and W multiples of 2
   * @param random where all strengths come from
   */
  static Tensor of(Tensor pictures, RandomGenerator random) {
    long n = pictures.size(0);
    RandomStream stream = new RandomStream(random.nextLong());
    Tensor weathered = pictures;
    weathered = towards(weathered, halved(weathered), strengths(stream, 0, 1, n));
    weathered = towards(weathered, softened(weathered), strengths(stream, 0, 1, n));
    weathered = weathered.mul(stream.uniform(1 - GAIN, 1 + GAIN, n, 3, 1, 1));
    weathered = weathered.add(stream.uniform(-OFFSET, OFFSET, n, 3, 1, 1));
    Tensor spots = stream.normal(n, 3, pictures.size(2) / 2, pictures.size(3) / 2);
    weathered = weathered.add(Doubling.nearest(spots).mul(strengths(stream, 0, SPOTS, n)));
    Tensor grain = stream.normal(pictures.shape()).mul(strengths(stream, 0, GRAIN, n));
    return weathered.add(grain);
  }

  /** Strengths of which a quarter are zero, [N, 1, 1, 1]. */
  private static Tensor strengths(RandomStream stream, double low, double high, long n) {
    double spread = (high - low) / (1 - CLEAN);
    return stream.uniform(low - CLEAN * spread, high, n, 1, 1, 1).clamp_min(scalar(0));
  }

  private static Tensor towards(Tensor from, Tensor to, Tensor strength) {
    return from.add(to.sub(from).mul(strength));
  }

  private static Tensor halved(Tensor x) {
    return Doubling.nearest(avg_pool2d(x, 2, 2));
  }

  private static Tensor softened(Tensor x) {
    return avg_pool2d(
        x,
        new long[] {3, 3},
        new long[] {1, 1},
        new long[] {1, 1},
        false,
        false,
        new LongOptional());
  }
}
