package io.tweedie.core.operator;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A linear map that works along the height, then along the width: x becomes R x C' on every
 * channel.
 *
 * <p>Owns its matrices: they outlive any native scope and go when this object is collected.
 */
final class Separable {

  private final Tensor rows;
  private final Tensor columns;
  private SeparableSpectrum spectrum;

  /**
   * Copies both matrices.
   *
   * @param rows R, output height x input height
   * @param columns C, output width x input width
   */
  Separable(Tensor rows, Tensor columns) {
    try (PointerScope scope = new PointerScope()) {
      this.rows = rows.clone().retainReference();
      this.columns = columns.clone().retainReference();
    }
  }

  /**
   * Applies the map.
   *
   * @param x N x C x input height x input width
   * @return N x C x output height x output width, in the number format of {@code x}
   */
  Tensor apply(Tensor x) {
    return multiply(x, rows.to(x), columns.to(x));
  }

  /** Applies the transposed map, the adjoint. */
  Tensor applyTransposed(Tensor y) {
    return multiply(y, rows.to(y).mT(), columns.to(y).mT());
  }

  private static Tensor multiply(Tensor x, Tensor left, Tensor right) {
    Tensor transposed = right.mT();
    return PerImage.map(x, image -> left.matmul(image).matmul(transposed));
  }

  /**
   * The singular value decomposition. It takes its time for large images, and whoever only measures
   * never needs it, so it waits for the first call.
   */
  synchronized SeparableSpectrum spectrum() {
    if (spectrum == null) {
      spectrum = new SeparableSpectrum(this);
    }
    return spectrum;
  }

  /** R, owned by this object. */
  Tensor rows() {
    return rows;
  }

  /** C, owned by this object. */
  Tensor columns() {
    return columns;
  }
}
