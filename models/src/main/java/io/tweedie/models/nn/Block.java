package io.tweedie.models.nn;

import org.bytedeco.pytorch.Tensor;

/** One layer of a network that is conditioned on an embedding of the timestep. */
@FunctionalInterface
public interface Block {

  /**
   * Applies the layer.
   *
   * @param x features, N x C x H x W
   * @param embedding after its activation, float32 [1 or N, E]
   * @return features, N x C' x H' x W'
   */
  Tensor forward(Tensor x, Tensor embedding);
}
