package io.tweedie.eval.distribution;

import io.tweedie.core.tensor.Backend;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Count, mean and scatter of features: what a {@link Gaussian} is made of, in a form of which parts
 * that were computed apart add up (Chan, Golub and LeVeque, "Updating formulae and a pairwise
 * algorithm for computing sample variances", 1979). In double precision.
 */
public final class Moments {

  private final long count;
  private final double[] mean;
  private final double[] scatter;

  private Moments(long count, double[] mean, double[] scatter) {
    this.count = count;
    this.mean = mean;
    this.scatter = scatter;
  }

  /** Of no image. */
  public static Moments none(int width) {
    return new Moments(0, new double[width], new double[Math.multiplyExact(width, width)]);
  }

  /** Of all rows, which are visited once. */
  public static Moments of(FeatureRows rows) {
    Backend.initialize();
    Moments[] sum = {none(rows.width())};
    rows.blocks(block -> sum[0] = sum[0].plus(ofBlock(block)));
    return sum[0];
  }

  private static Moments ofBlock(Tensor block) {
    Tensor features = block.to(ScalarType.Double);
    Tensor mean = features.mean(0);
    Tensor centred = features.sub(mean);
    return new Moments(
        features.size(0), numbers(mean), numbers(centred.t().contiguous().matmul(centred)));
  }

  private static double[] numbers(Tensor tensor) {
    double[] numbers = new double[(int) tensor.numel()];
    tensor.contiguous().data_ptr_double().get(numbers);
    return numbers;
  }

  /** Number of images. */
  public long count() {
    return count;
  }

  /** Number of features. */
  public int width() {
    return mean.length;
  }

  /**
   * Of the images of both.
   *
   * @throws IllegalArgumentException if the features differ in number
   */
  public Moments plus(Moments other) {
    if (width() != other.width()) {
      throw new IllegalArgumentException(
          "statistics of %d and of %d features cannot be merged".formatted(width(), other.width()));
    }
    if (count == 0 || other.count == 0) {
      return count == 0 ? other : this;
    }
    long all = count + other.count;
    double share = (double) other.count / all;
    double weight = count * share;
    int width = width();
    double[] shift = new double[width];
    double[] mergedMean = new double[width];
    for (int i = 0; i < width; i++) {
      shift[i] = other.mean[i] - mean[i];
      mergedMean[i] = mean[i] + share * shift[i];
    }
    double[] merged = new double[scatter.length];
    for (int i = 0; i < width; i++) {
      double factor = weight * shift[i];
      for (int j = 0; j < width; j++) {
        int at = i * width + j;
        merged[at] = scatter[at] + other.scatter[at] + factor * shift[j];
      }
    }
    return new Moments(all, mergedMean, merged);
  }

  /**
   * Mean and covariance of the sample, which divides by the count less one.
   *
   * @throws IllegalArgumentException of fewer than two images
   */
  public Gaussian gaussian() {
    if (count < 2) {
      throw new IllegalArgumentException("a covariance takes at least 2 images, got " + count);
    }
    double[] covariance = scatter.clone();
    for (int i = 0; i < covariance.length; i++) {
      covariance[i] /= count - 1;
    }
    return new Gaussian(count, mean, covariance);
  }
}
