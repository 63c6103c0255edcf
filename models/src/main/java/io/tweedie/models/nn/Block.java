package io.tweedie.models.nn;

import org.bytedeco.pytorch.Tensor;

/** One layer of a network that is told the timestep, and what else the network is told. */
@FunctionalInterface
public interface Block {

  /**
   * Applies the layer.
   *
   * @param x features, N x C x H x W
   * @param conditioning the same for every layer
   * @return features, N x C' x H' x W'
   */
  Tensor forward(Tensor x, Conditioning conditioning);
}
