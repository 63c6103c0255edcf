package io.tweedie.eval.verify;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.clamp_min;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.core.denoiser.NormalMixture;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How well samples agree with the distribution they should come from. Lengths are in units of that
 * distribution's root mean square deviation per pixel.
 *
 * @param bias root mean square error of the mean over the pixels
 * @param covarianceError Frobenius norm of the error of the covariance, relative to the covariance
 * @param distance sliced Wasserstein-2 distance to as many exact samples (Bonneel et al. 2015)
 * @param floor the same distance between two sets of exact samples: what sampling noise alone gives
 * @param coverage share of the exact distribution, over the pixels that vary, that lies between the
 *     5 % and 95 % quantiles of the samples; 0.9 if these credible intervals are honest
 * @param spread deviation of the samples over the exact deviation, mean over the pixels that vary;
 *     1 if calibrated
 * @param worstSpread that ratio where it is furthest from 1
 */
public record Agreement(
    double bias,
    double covarianceError,
    double distance,
    double floor,
    double coverage,
    double spread,
    double worstSpread) {

  private static final int DIRECTIONS = 256;
  private static final long SEED = 20;

  /** Pixels whose exact deviation is less than this share of the mean one do not vary. */
  private static final double STILL = 0.01;

  static Agreement of(Tensor samples, NormalMixture exact) {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = flat(samples);
      int n = (int) x.size(0);
      Tensor reference = flat(exact.sample(n, SEED));
      Tensor mean = exact.mean();
      Tensor covariance = exact.covariance();
      Tensor deviation = clamp_min(covariance.diag(), scalar(0)).sqrt();
      double unit = rms(deviation);

      Tensor centred = x.sub(x.mean(0));
      Tensor sampled = centred.t().matmul(centred).div(scalar(n - 1));
      Tensor varies = deviation.gt(scalar(STILL * unit));
      Tensor ratio =
          sampled.diag().sqrt().masked_select(varies).div(deviation.masked_select(varies));
      Tensor furthest = ratio.log().abs().argmax();
      return new Agreement(
          rms(x.mean(0).sub(mean)) / unit,
          sampled.sub(covariance).norm().item_double() / covariance.norm().item_double(),
          slicedWasserstein(x, reference) / unit,
          slicedWasserstein(flat(exact.sample(n, SEED + 1)), reference) / unit,
          coverage(x, flat(exact.sample(4 * n, SEED + 2)), varies),
          ratio.mean().item_double(),
          ratio.index_select(0, furthest.reshape(1)).item_double());
    }
  }

  /** The largest distance, over the floor, that sampling noise explains. */
  static double reach(double floor) {
    return 1.5 * floor;
  }

  /** Whether sampling noise alone explains the distance. */
  public boolean reachesFloor() {
    return distance <= reach(floor);
  }

  private static Tensor flat(Tensor images) {
    return images.to(ScalarType.Double).flatten(1, -1);
  }

  private static double rms(Tensor values) {
    return values.square().mean().sqrt().item_double();
  }

  /**
   * Root of the mean, over random directions, of the squared Wasserstein-2 distance along each; per
   * pixel, so that it compares with a deviation of one pixel.
   */
  private static double slicedWasserstein(Tensor x, Tensor y) {
    Tensor directions =
        randn(
            new long[] {x.size(1), DIRECTIONS},
            new GeneratorOptional(make_generator_cpu(SEED)),
            new TensorOptions(ScalarType.Double));
    Tensor unit = directions.div(directions.square().sum(0).sqrt());
    Tensor along = x.matmul(unit).sort(0, false).get0();
    Tensor other = y.matmul(unit).sort(0, false).get0();
    return rms(along.sub(other));
  }

  private static double coverage(Tensor samples, Tensor exact, Tensor varies) {
    Tensor sorted = samples.sort(0, false).get0();
    long n = samples.size(0);
    Tensor low = sorted.select(0, Math.round(0.05 * (n - 1)));
    Tensor high = sorted.select(0, Math.round(0.95 * (n - 1)));
    Tensor inside = exact.ge(low).logical_and(exact.le(high)).to(ScalarType.Double).mean(0);
    return inside.masked_select(varies).mean().item_double();
  }
}
