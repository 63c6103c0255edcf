package io.tweedie.core.contract;

import static io.tweedie.core.tensor.Scalars.scalar;

import java.util.Random;
import org.assertj.core.api.Assertions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Tensors to try operators on, and how close two of them are. */
public final class Samples {

  private Samples() {}

  /** Standard normal numbers in float64 that depend on the seed alone. */
  public static Tensor normal(long seed, long... shape) {
    int elements = 1;
    for (long length : shape) {
      elements *= Math.toIntExact(length);
    }
    double[] values = new double[elements];
    Random random = new Random(seed);
    for (int i = 0; i < elements; i++) {
      values[i] = random.nextGaussian();
    }
    return Tensor.create(values, shape);
  }

  /** In float32. */
  public static Tensor single(Tensor x) {
    return x.to(ScalarType.Float);
  }

  /** The sum of products of all numbers. */
  public static double dot(Tensor a, Tensor b) {
    return a.mul(b).sum().item_double();
  }

  /** Fails unless |actual - expected| is within {@code tolerance} of |expected|, or of 1. */
  public static void assertClose(Tensor actual, Tensor expected, double tolerance) {
    Assertions.assertThat(actual.shape()).isEqualTo(expected.shape());
    double scale = Math.max(1, expected.norm().item_double());
    Assertions.assertThat(actual.sub(expected).norm().item_double() / scale)
        .as("relative distance")
        .isLessThanOrEqualTo(tolerance);
  }

  /** {@code a x + b y}. */
  public static Tensor combine(double a, Tensor x, double b, Tensor y) {
    return x.mul(scalar(a)).add(y.mul(scalar(b)));
  }
}
