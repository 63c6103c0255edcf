package io.tweedie.eval.distribution;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.linalg_eigh;
import static org.bytedeco.pytorch.global.torch.linalg_svdvals;

import io.tweedie.core.tensor.Backend;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;

/** Mean and covariance of the features of a set of images. */
public final class Gaussian {

  /** Between both triangles of a covariance that was computed in single precision. */
  private static final double ASYMMETRY = 1e-5;

  /** What rounding leaves of an eigenvalue that is zero, as a multiple of width and largest. */
  private static final double ROUNDING = Math.ulp(1.0);

  private final long count;
  private final double[] mean;
  private final double[] covariance;

  /**
   * Statistics as they are.
   *
   * @param count number of images; 0 where it is unknown
   * @param mean of each feature
   * @param covariance row by row, symmetric
   * @throws IllegalArgumentException if they do not belong together, or a number is not finite
   */
  public Gaussian(long count, double[] mean, double[] covariance) {
    int width = mean.length;
    if (width == 0 || covariance.length != (long) width * width) {
      throw new IllegalArgumentException(
          "a mean of %d features has a covariance of as many rows and columns, got %d numbers"
              .formatted(width, covariance.length));
    }
    this.count = count;
    this.mean = mean.clone();
    this.covariance = covariance.clone();
    requireFinite();
    requireSymmetric();
  }

  private void requireFinite() {
    for (double[] numbers : new double[][] {mean, covariance}) {
      for (double number : numbers) {
        if (!Double.isFinite(number)) {
          throw new IllegalArgumentException("a mean or covariance has a number that is " + number);
        }
      }
    }
  }

  private void requireSymmetric() {
    int width = width();
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < width; i++) {
      if (covariance[i * width + i] < 0) {
        throw new IllegalArgumentException("a variance is negative: " + covariance[i * width + i]);
      }
      largest = Math.max(largest, covariance[i * width + i]);
      for (int j = 0; j < i; j++) {
        difference =
            Math.max(difference, Math.abs(covariance[i * width + j] - covariance[j * width + i]));
      }
    }
    if (difference > ASYMMETRY * largest) {
      throw new IllegalArgumentException("the covariance is not symmetric");
    }
  }

  /** Number of images; 0 where it is unknown. */
  public long count() {
    return count;
  }

  /** Number of features. */
  public int width() {
    return mean.length;
  }

  /** Of each feature. */
  public double[] mean() {
    return mean.clone();
  }

  /** Row by row. */
  public double[] covariance() {
    return covariance.clone();
  }

  /**
   * The squared Fréchet distance of two Gaussians (Dowson and Landau 1982), |mu1 - mu2|^2 + tr(S1 +
   * S2 - 2 (S1 S2)^1/2): with Inception's features the FID of Heusel et al. (2017).
   *
   * <p>The trace of the root is the sum of the singular values of F1' F2, where S = F F' comes from
   * the eigenvectors of each covariance: the same as that of (S1^1/2 S2 S1^1/2)^1/2, but without
   * the square that would make 1e-16 of rounding into 1e-8 in every direction in which few images
   * do not vary. Nothing here can become complex.
   *
   * @return at least 0; as large for both orders
   * @throws IllegalArgumentException if the features differ in number
   */
  public double distance(Gaussian other) {
    if (width() != other.width()) {
      throw new IllegalArgumentException(
          "statistics of %d and of %d features cannot be compared; they are of different networks"
              .formatted(width(), other.width()));
    }
    Backend.initialize();
    double shift = 0;
    for (int i = 0; i < mean.length; i++) {
      shift += (mean[i] - other.mean[i]) * (mean[i] - other.mean[i]);
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor overlap = factor().t().matmul(other.factor());
      double root = overlap.numel() == 0 ? 0 : linalg_svdvals(overlap).sum().item_double();
      return Math.max(0, shift + trace() + other.trace() - 2 * root);
    }
  }

  private double trace() {
    double trace = 0;
    for (int i = 0; i < mean.length; i++) {
      trace += covariance[i * mean.length + i];
    }
    return trace;
  }

  /** F with S = F F', [width, rank]. */
  private Tensor factor() {
    Tensor matrix = Tensor.create(covariance, width(), width());
    Tensor symmetric = matrix.add(matrix.t()).div(scalar(2));
    T_TensorTensor_T decomposed = linalg_eigh(symmetric);
    Tensor values = decomposed.get0();
    double least = values.select(0, width() - 1L).item_double() * width() * ROUNDING;
    long rank = values.gt(scalar(Math.max(least, 0))).sum().item_long();
    Tensor kept = values.narrow(0, width() - rank, rank);
    return decomposed.get1().narrow(1, width() - rank, rank).mul(kept.sqrt());
  }
}
