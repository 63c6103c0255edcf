package io.tweedie.models.nn;

import io.tweedie.core.tensor.Activations;
import io.tweedie.core.tensor.Compute;
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

  /**
   * The same as a network computes it: with {@link Activations#RECOMPUTED}, a block that keeps of
   * what its gradient needs its inputs alone.
   */
  default Block in(Compute compute) {
    return compute.activations() == Activations.RECOMPUTED ? new Recomputed(this) : this;
  }
}
