package io.tweedie.eval.distribution;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.random.RandomStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The squared maximum mean discrepancy of two sets of features for the kernel (x'y / width + 1)^3,
 * as the mean over random subsets: with Inception's features the KID of Binkowski et al.
 * ("Demystifying MMD GANs", ICLR 2018). The estimate has no bias, so it may fall below zero.
 *
 * @param subsets how many are drawn
 * @param size images of a subset; all there are where there are fewer
 */
public record KernelDistance(int subsets, int size) {

  private static final int DEGREE = 3;

  /** Refuses what no estimate can be made of. */
  public KernelDistance {
    if (subsets < 1 || size < 2) {
      throw new IllegalArgumentException(
          "at least 1 subset of at least 2 images is needed, got %d of %d"
              .formatted(subsets, size));
    }
  }

  /** 100 subsets of 1000 images, as KID is published. */
  public static KernelDistance published() {
    return new KernelDistance(100, 1000);
  }

  /** Images of a subset where sets are as large as these. */
  public int sizeFor(int result, int reference) {
    return Math.min(size, Math.min(result, reference));
  }

  /**
   * Draws the subsets and measures each.
   *
   * @param seed of the subsets
   * @throws IllegalArgumentException if the features differ in number or a set has fewer than two
   */
  public Estimate between(FeatureRows result, FeatureRows reference, long seed) {
    if (result.width() != reference.width()) {
      throw new IllegalArgumentException(
          "features of %d and of %d numbers cannot be compared"
              .formatted(result.width(), reference.width()));
    }
    int taken = sizeFor(result.count(), reference.count());
    if (taken < 2) {
      throw new IllegalArgumentException("a kernel distance takes at least 2 images of each set");
    }
    boolean all = taken == result.count() && taken == reference.count();
    double[] values = new double[all ? 1 : subsets];
    RandomStream random = new RandomStream(seed, "kernel distance");
    for (int i = 0; i < values.length; i++) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        values[i] =
            squared(
                result.rows(Shuffle.some(result.count(), taken, random)),
                reference.rows(Shuffle.some(reference.count(), taken, random)));
      }
    }
    return Estimate.of(values);
  }

  /**
   * The estimate of all rows given, [m, width] and [n, width].
   *
   * @return without bias; may be negative
   */
  static double squared(Tensor x, Tensor y) {
    Tensor a = x.to(ScalarType.Double);
    Tensor b = y.to(ScalarType.Double);
    return meanOfPairs(a) + meanOfPairs(b) - 2 * kernel(a, b).mean().item_double();
  }

  /** Of all pairs of different images. */
  private static double meanOfPairs(Tensor x) {
    Tensor kernel = kernel(x, x);
    long count = x.size(0);
    double off = kernel.sum().item_double() - kernel.trace().item_double();
    return off / (count * (count - 1));
  }

  private static Tensor kernel(Tensor x, Tensor y) {
    return x.matmul(y.t()).div(scalar(x.size(1))).add(scalar(1)).pow(scalar(DEGREE));
  }
}
