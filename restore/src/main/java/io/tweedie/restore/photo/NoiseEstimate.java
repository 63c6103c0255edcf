package io.tweedie.restore.photo;

import static io.tweedie.core.tensor.Scalars.scalar;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Finds the strength of Gaussian noise in a photo (Chen, Zhu, Heng, An efficient statistical method
 * for image noise level estimation, ICCV 2015). Small patches of photos vary in few directions;
 * what they vary by in all the others is noise. Of the eigenvalues of their covariance the largest
 * are left out until the mean of the rest is no more than their median: then they are those of the
 * noise, whose variance is that mean.
 *
 * <p>Where noise was cut off at black and white there seems to be less of it. Two steps that the
 * paper does not take mend this as soon as the strength is roughly known: patches near black and
 * white are left out as far as enough others are there, and what the cut took from the rest is
 * given back. The paper's patches are of 8 x 8 pixels; those of 5 x 5 serve small photos too.
 */
public final class NoiseEstimate {

  private static final int EDGE = 5;
  private static final long MOST_PATCHES = 1 << 16;
  private static final int LEAST_PATCHES_PER_DIMENSION = 4;
  private static final int ENOUGH_PATCHES_PER_DIMENSION = 40;
  private static final int ROUNDS = 6;

  /** How far from black and white, in standard deviations, the mean of a patch is to be. */
  private static final double CLEARANCE = 0.5;

  private NoiseEstimate() {}

  /**
   * The standard deviation of the noise in image units, where white is 1; never less than 0.
   *
   * @param photo float32 1 x C x H x W in [-1, 1]; gray photos with their one channel
   * @throws IllegalArgumentException if it is too small to tell
   */
  public static double sigma(Tensor photo) {
    try (PointerScope scope = new PointerScope()) {
      Tensor patches = patches(photo);
      Tensor brightness = patches.reshape(patches.size(0), photo.size(1), EDGE * EDGE).mean(2);
      Tensor extremity = brightness.abs().amax(new long[] {1}, false);
      Tensor order = extremity.argsort();
      long enough = Math.min(patches.size(0), ENOUGH_PATCHES_PER_DIMENSION * patches.size(1));
      double sigma = level(patches);
      for (int round = 0; round < ROUNDS && sigma > 0; round++) {
        long clear = (long) extremity.lt(scalar(1 - CLEARANCE * sigma)).sum().item_double();
        Tensor kept = order.narrow(0, 0, Math.max(enough, clear));
        double seen = level(patches.index_select(0, kept));
        sigma = beforeTheCut(seen, brightness.index_select(0, kept), sigma);
      }
      return sigma / 2;
    }
  }

  /**
   * The standard deviation that the cut at -1 and 1 leaves as the one that is seen.
   *
   * @param means where values lay without noise, roughly
   * @param guess of the result
   */
  private static double beforeTheCut(double seen, Tensor means, double guess) {
    double sigma = guess;
    for (int round = 0; round < ROUNDS && sigma > 0; round++) {
      sigma = seen / Math.sqrt(shareOfVarianceLeft(means, sigma));
    }
    return sigma;
  }

  /** The mean variance of clip(mean + sigma z, -1, 1) in units of sigma^2, z standard normal. */
  private static double shareOfVarianceLeft(Tensor means, double sigma) {
    Tensor m = means.div(scalar(sigma));
    double edge = 1 / sigma;
    Tensor low = m.neg().sub(scalar(edge));
    Tensor high = m.neg().add(scalar(edge));
    Tensor below = probability(low);
    Tensor above = probability(high.neg());
    Tensor within = below.add(above).neg().add(scalar(1));
    Tensor slope = density(low).sub(density(high));
    // First and second moment, of z within the cuts and of the cuts themselves, around the mean.
    Tensor first = slope.add(below.mul(low)).add(above.mul(high));
    Tensor second =
        within
            .add(low.mul(density(low)))
            .sub(high.mul(density(high)))
            .add(below.mul(low.square()))
            .add(above.mul(high.square()));
    return second.sub(first.square()).mean().item_double();
  }

  private static Tensor probability(Tensor t) {
    return t.div(scalar(Math.sqrt(2))).erf().add(scalar(1)).div(scalar(2));
  }

  private static Tensor density(Tensor t) {
    return t.square().div(scalar(-2)).exp().div(scalar(Math.sqrt(2 * Math.PI)));
  }

  /** All patches, or evenly some of a large photo, float64 patches x values. */
  private static Tensor patches(Tensor photo) {
    long rows = photo.size(2) - EDGE + 1;
    long columns = photo.size(3) - EDGE + 1;
    long dimensions = photo.size(1) * EDGE * EDGE;
    if (rows < 1 || columns < 1 || rows * columns < LEAST_PATCHES_PER_DIMENSION * dimensions) {
      throw new IllegalArgumentException(
          "a photo of %d x %d pixels is too small to find the strength of its noise; give --sigma"
              .formatted(photo.size(3), photo.size(2)));
    }
    long stride = (long) Math.ceil(Math.sqrt((double) rows * columns / MOST_PATCHES));
    return photo
        .unfold(2, EDGE, stride)
        .unfold(3, EDGE, stride)
        .permute(0, 2, 3, 1, 4, 5)
        .reshape(-1, dimensions)
        .to(ScalarType.Double);
  }

  /** The standard deviation that the lesser eigenvalues share. */
  private static double level(Tensor patches) {
    Tensor centred = patches.sub(patches.mean(new long[] {0}, true, null));
    Tensor covariance = centred.mT().matmul(centred).div(scalar(patches.size(0)));
    Tensor spectrum = torch.linalg_eigvalsh(covariance, "L");
    double[] ascending = new double[Math.toIntExact(spectrum.numel())];
    spectrum.contiguous().data_ptr_double().get(ascending);
    double sum = 0;
    for (double value : ascending) {
      sum += value;
    }
    for (int count = ascending.length; count > 1; count--) {
      if (sum / count <= median(ascending, count)) {
        return Math.sqrt(Math.max(0, sum / count));
      }
      sum -= ascending[count - 1];
    }
    return Math.sqrt(Math.max(0, ascending[0]));
  }

  /** The median of the first values of an ascending sequence. */
  private static double median(double[] ascending, int count) {
    return (ascending[(count - 1) / 2] + ascending[count / 2]) / 2;
  }
}
