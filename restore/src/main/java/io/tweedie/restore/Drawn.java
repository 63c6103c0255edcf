package io.tweedie.restore;

import org.bytedeco.pytorch.Tensor;

/**
 * A picture of a text. Holds tensors; close it.
 *
 * @param picture float32 1 x C x H x W in [-1, 1]
 * @param initial the latents that the run began with, standard normal, 1 x c x h x w
 * @param latents those that were decoded
 * @param nfe how often the U-Net was evaluated, also before the run was gone on with
 */
public record Drawn(Tensor picture, Tensor initial, Tensor latents, int nfe)
    implements AutoCloseable {

  /** Frees the tensors. */
  @Override
  public void close() {
    picture.close();
    initial.close();
    latents.close();
  }
}
