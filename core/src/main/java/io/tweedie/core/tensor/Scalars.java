package io.tweedie.core.tensor;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Plain numbers in the arithmetic of tensors, so that a step reads like its formula: imported
 * statically, {@code sum(a, x, b, y)} is ax + by. Each is what the tensor library does in its own
 * words, to the bit.
 */
public final class Scalars {

  static {
    Backend.initialize();
  }

  private Scalars() {}

  /** A number as an operand of tensor arithmetic. */
  public static Scalar scalar(double value) {
    return new Scalar(value);
  }

  /** a x. */
  public static Tensor times(double a, Tensor x) {
    return x.mul(scalar(a));
  }

  /** x + b y. */
  public static Tensor plus(Tensor x, double b, Tensor y) {
    return x.add(y, scalar(b));
  }

  /** x - b y. */
  public static Tensor minus(Tensor x, double b, Tensor y) {
    return x.sub(y, scalar(b));
  }

  /** a x + b y. */
  public static Tensor sum(double a, Tensor x, double b, Tensor y) {
    return plus(times(a, x), b, y);
  }
}
