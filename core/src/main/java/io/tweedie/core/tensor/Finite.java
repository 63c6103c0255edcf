package io.tweedie.core.tensor;

import static io.tweedie.core.tensor.Scalars.scalar;

import org.bytedeco.pytorch.Tensor;

/** Tells numbers from what overflow and undefined operations leave. */
public final class Finite {

  private Finite() {}

  /**
   * Whether a tensor holds neither NaN nor infinities; true where it holds no numbers, on {@link
   * Device#META}.
   *
   * @param x floating point, any shape
   */
  public static boolean all(Tensor x) {
    // NaN and infinities survive the sum of x times zero; everything else vanishes in it.
    return x.is_meta() || !Double.isNaN(x.mul(scalar(0)).sum().item_double());
  }
}
