package io.tweedie.core.solver;

import io.tweedie.core.latent.Autoencoder;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/** Latents that are the pixels, so that what is known of methods in pixels holds for them. */
class SamePixels implements Autoencoder {

  @Override
  public Shape latentShape(Shape image) {
    return image;
  }

  @Override
  public Shape imageShape(Shape latent) {
    return latent;
  }

  @Override
  public Tensor encode(Tensor images) {
    return images;
  }

  @Override
  public Tensor decode(Tensor latents) {
    return latents;
  }
}
