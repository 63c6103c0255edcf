package io.tweedie.models.clip;

import io.tweedie.core.denoiser.Condition;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What a text tower says of texts.
 *
 * @param tokens a vector for each token, float32 [N, S, D]
 * @param pooled one for the whole text, float32 [N, D], or [N, P] where it was projected
 */
public record EncodedText(Tensor tokens, Tensor pooled) {

  /** What a prior is told; the tensors stay those of this record. */
  public Condition.Text condition() {
    return new Condition.Text(tokens, Optional.of(pooled));
  }
}
