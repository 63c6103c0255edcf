package io.tweedie.eval.verify;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.clamp_min;

import io.tweedie.core.exact.NormalMixture;
import io.tweedie.core.random.RandomStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A distribution that is known exactly, measured once and then held to the samples of many methods.
 * Its tensors belong to the scope in which it was made.
 */
final class Yardstick {

  private static final int DIRECTIONS = 256;
  private static final long SEED = 20;

  /** Pixels whose exact deviation is less than this share of the mean one do not vary. */
  private static final double STILL = 0.01;

  private final Tensor mean;
  private final Tensor covariance;
  private final Tensor deviation;
  private final Tensor varies;
  private final double unit;

  /** Random ones of length 1, [d, {@value #DIRECTIONS}]. */
  private final Tensor directions;

  /** Exact samples along each direction, in order. */
  private final Tensor reference;

  private final double floor;

  /** More exact samples, [4 n, d]. */
  private final Tensor crowd;

  /**
   * Measures a distribution.
   *
   * @param exact over images of d numbers
   * @param n how many samples there are in each set to come
   */
  Yardstick(NormalMixture exact, int n) {
    mean = exact.mean();
    covariance = exact.covariance();
    deviation = clamp_min(covariance.diag(), scalar(0)).sqrt();
    unit = rms(deviation);
    varies = deviation.gt(scalar(STILL * unit));
    directions = directions(mean.size(0));
    reference = along(flat(exact.sample(n, SEED)));
    floor = distance(flat(exact.sample(n, SEED + 1)));
    crowd = flat(exact.sample(4 * n, SEED + 2));
  }

  /**
   * How well samples agree with the distribution.
   *
   * @param samples n x C x H x W
   */
  Agreement agreement(Tensor samples) {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = flat(samples);
      Tensor centred = x.sub(x.mean(0));
      Tensor sampled = centred.t().matmul(centred).div(scalar(x.size(0) - 1));
      Tensor ratio =
          sampled.diag().sqrt().masked_select(varies).div(deviation.masked_select(varies));
      Tensor furthest = ratio.log().abs().argmax();
      return new Agreement(
          rms(x.mean(0).sub(mean)) / unit,
          sampled.sub(covariance).norm().item_double() / covariance.norm().item_double(),
          distance(x),
          floor,
          coverage(x),
          ratio.mean().item_double(),
          ratio.index_select(0, furthest.reshape(1)).item_double());
    }
  }

  private static Tensor flat(Tensor images) {
    return images.to(ScalarType.Double).flatten(1, -1);
  }

  private static double rms(Tensor values) {
    return values.square().mean().sqrt().item_double();
  }

  private static Tensor directions(long d) {
    Tensor any = new RandomStream(SEED, "directions").normal(d, DIRECTIONS).to(ScalarType.Double);
    return any.div(any.square().sum(0).sqrt());
  }

  private Tensor along(Tensor x) {
    return x.matmul(directions).sort(0, false).get0();
  }

  /**
   * Root of the mean, over the directions, of the squared Wasserstein-2 distance along each; per
   * pixel, so that it compares with a deviation of one pixel.
   */
  private double distance(Tensor x) {
    return rms(along(x).sub(reference)) / unit;
  }

  private double coverage(Tensor samples) {
    Tensor sorted = samples.sort(0, false).get0();
    long n = samples.size(0);
    Tensor low = sorted.select(0, Math.round(0.05 * (n - 1)));
    Tensor high = sorted.select(0, Math.round(0.95 * (n - 1)));
    Tensor inside = crowd.ge(low).logical_and(crowd.le(high)).to(ScalarType.Double).mean(0);
    return inside.masked_select(varies).mean().item_double();
  }
}
