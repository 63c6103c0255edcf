package io.tweedie.restore;

import io.tweedie.core.tensor.Shape;
import io.tweedie.models.pipeline.GivenPicture;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What pictures of texts begin with besides random numbers of their seed. Its tensors are the
 * caller's, and live as long as the generator.
 *
 * @param picture one to change; empty to draw from noise alone
 * @param latents float32 N x C x h x w in the place of random ones, standard normal, of one picture
 *     for all or of each; empty for random ones
 */
public record Beginning(Optional<GivenPicture> picture, Optional<Tensor> latents) {

  /** Random numbers alone. */
  public static final Beginning NOISE = new Beginning(Optional.empty(), Optional.empty());

  /**
   * Checks that the latents are for a run.
   *
   * @param latent shape of each picture's
   * @param pictures of the run
   * @throws IllegalArgumentException if they are of another shape, or of neither one nor all
   *     pictures
   */
  static void requireServe(Tensor latents, Shape latent, int pictures) {
    if (latents.dim() != 4
        || !latent.equals(Shape.of(latents))
        || latents.size(0) != 1 && latents.size(0) != pictures) {
      throw new IllegalArgumentException(
          "latents of %d pictures of this size are %s x %s, one for all or one for each; got %s"
              .formatted(
                  pictures,
                  pictures == 1 ? "1" : "1 or " + pictures,
                  latent,
                  Arrays.toString(latents.shape())));
    }
  }

  /** The latents of a picture, a view, if they are given. */
  Optional<Tensor> latents(int number) {
    return latents.map(all -> all.narrow(0, all.size(0) == 1 ? 0 : number, 1));
  }
}
