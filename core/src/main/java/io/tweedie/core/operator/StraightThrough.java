package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;

import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Steps that count as the identity for gradients (Bengio, L&eacute;onard and Courville, 2013).
 *
 * <p>The true derivative of rounding is zero wherever it exists, which tells a solver nothing. One
 * is the derivative of the mean of round(x + u), u uniform in [-1/2, 1/2], which is x.
 */
final class StraightThrough {

  private static final double WHITE = 255;

  private StraightThrough() {}

  /** The nearest whole number; of two, the one farther from zero. */
  static Tensor round(Tensor x) {
    Tensor values = x.detach();
    return instead(values.abs().add(scalar(0.5)).floor().mul(values.sign()), x);
  }

  /** The nearest of the grey levels 0 to 255; of two, the higher one. */
  static Tensor level(Tensor x) {
    Tensor rounded = x.detach().add(scalar(0.5)).floor();
    return instead(
        rounded.clamp(new ScalarOptional(scalar(0)), new ScalarOptional(scalar(WHITE))), x);
  }

  /** The subtraction is exact, so that the sum is {@code value} bit for bit. */
  private static Tensor instead(Tensor value, Tensor x) {
    return x.requires_grad() ? x.add(value.sub(x.detach())) : value;
  }
}
