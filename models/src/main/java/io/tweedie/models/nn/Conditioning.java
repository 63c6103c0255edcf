package io.tweedie.models.nn;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What the blocks of a network are told besides their features. One goes through the whole network;
 * each block takes of it what it is made for.
 *
 * @param embedding of the timestep, and of a class where there are some, after its activation:
 *     float32 [1 or N, E]
 * @param context what cross-attention looks at, such as the tokens of a text: [1 or N, S, D]
 */
public record Conditioning(Tensor embedding, Optional<Tensor> context) {

  /** Of the timestep and perhaps a class. */
  public Conditioning(Tensor embedding) {
    this(embedding, Optional.empty());
  }

  /** For blocks that are told nothing; none of them may look at the embedding. */
  public static Conditioning nothing() {
    return new Conditioning(new Tensor());
  }
}
