package io.tweedie.core.operator;

import org.bytedeco.pytorch.Tensor;

/**
 * An operator with an A+ that explains what was measured: A (A+ A x) = A x, linear in the
 * measurement. Every linear operator has one; of the others JPEG does, where it is what the decoder
 * makes of a file (Kawar et al., JPEG artifact correction using denoising diffusion restoration
 * models, 2022; Song et al., Pseudoinverse-guided diffusion models, ICLR 2023, section 3.2).
 */
public interface PseudoInvertible extends ForwardOperator {

  /**
   * A+ y.
   *
   * @param y measurements, N x {@link #measurementShape()}
   * @return images, N x {@link #imageShape()}
   */
  Tensor pseudoInverse(Tensor y);
}
