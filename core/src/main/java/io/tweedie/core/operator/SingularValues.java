package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The singular values of a blur or a reduction, one for each component of a channel.
 *
 * <p>A value below {@link #RELATIVE_CUT} of the largest counts as zero: an inverse would raise what
 * is left of such a component together with all rounding in the measurement, a hundredfold and
 * more. The proximal step, which is stable whatever the values, takes them as they are.
 *
 * <p>Owns its numbers: they outlive any native scope and go when this object is collected.
 */
final class SingularValues {

  /**
   * Keeps about as many components of a Gaussian blur as the code of DDRM (Kawar et al., 2022) does
   * by its cut of 0.03 along each axis, whose products go down to 0.0009.
   */
  static final double RELATIVE_CUT = 1e-2;

  private final Tensor exact;
  private final double[] kept;

  /**
   * Copies the values.
   *
   * @param exact none negative, in any shape
   */
  SingularValues(Tensor exact) {
    try (PointerScope scope = new PointerScope()) {
      this.exact = exact.to(ScalarType.Double).contiguous().clone().retainReference();
      this.kept = new double[Math.toIntExact(exact.numel())];
      this.exact.data_ptr_double().get(kept);
    }
    double cut = RELATIVE_CUT * Arrays.stream(kept).max().orElseThrow();
    for (int i = 0; i < kept.length; i++) {
      kept[i] = kept[i] < cut ? 0 : kept[i];
    }
  }

  /** f of every value, in the shape of the values and the number format of {@code x}. */
  Tensor map(DoubleUnaryOperator f, Tensor x) {
    double[] mapped = new double[kept.length];
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = f.applyAsDouble(kept[i]);
    }
    return Tensor.create(mapped, exact.shape()).to(x);
  }

  /** s^-power, and 0 for the values that count as zero. */
  Tensor inverse(int power, Tensor x) {
    return map(s -> s == 0 ? 0 : Math.pow(s, -power), x);
  }

  /** The values as they are, in the number format of {@code x}. */
  Tensor exact(Tensor x) {
    return exact.to(x);
  }

  /** 1 / (s^2 + rho) of the values as they are, in the number format of {@code x}. */
  Tensor damped(double rho, Tensor x) {
    return exact.square().add(scalar(rho)).reciprocal().to(x);
  }
}
