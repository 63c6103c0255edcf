package io.tweedie.core.latent;

import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/**
 * The way from images to the latents that a diffusion model was trained on, and back (Rombach et
 * al., High-resolution image synthesis with latent diffusion models, CVPR 2022). Latents are scaled
 * as the model saw them, to a standard deviation of about 1.
 *
 * <p>Implementations treat each image of a batch alone, are differentiable when gradients are on,
 * and may be used by several threads.
 */
public interface Autoencoder {

  /**
   * Shape of the latents of images.
   *
   * @throws IllegalArgumentException if it takes no such images, saying which it takes
   */
  Shape latentShape(Shape image);

  /** Shape of the images of latents. */
  Shape imageShape(Shape latent);

  /**
   * Encodes; where the encoder gives a distribution, its mean.
   *
   * @param images N x C x H x W in [-1, 1]
   * @return latents, N x {@link #latentShape}
   */
  Tensor encode(Tensor images);

  /**
   * Decodes.
   *
   * @param latents N x {@link #latentShape}
   * @return images, N x {@link #imageShape}, about [-1, 1], not clipped
   */
  Tensor decode(Tensor latents);

  /**
   * What the images of latents look like, roughly and fast, for whoever watches a run. Smaller than
   * the image where that is cheaper.
   *
   * @param latents N x {@link #latentShape}
   * @return images, N x C x h x w in the proportions of {@link #imageShape}
   */
  default Tensor preview(Tensor latents) {
    return decode(latents);
  }
}
