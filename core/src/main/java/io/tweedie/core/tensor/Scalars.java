package io.tweedie.core.tensor;

import org.bytedeco.pytorch.Scalar;

/** The one word the tensor library's arithmetic with plain numbers needs. */
public final class Scalars {

  static {
    Backend.initialize();
  }

  private Scalars() {}

  /** A number as an operand of tensor arithmetic. */
  public static Scalar scalar(double value) {
    return new Scalar(value);
  }
}
