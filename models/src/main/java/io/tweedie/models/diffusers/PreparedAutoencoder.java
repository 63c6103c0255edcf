package io.tweedie.models.diffusers;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.latent.Autoencoder;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.tensor.Activations;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;

/**
 * An {@link AutoencoderKl} that knows how to compute, between images and latents as a diffusion
 * model sees them: (z - shift) scaling.
 *
 * @param network whose weights these are; keeps them
 * @param compute how the network computes
 * @param tiling how large images are cut into tiles; empty to take each as a whole
 */
public record PreparedAutoencoder(AutoencoderKl network, Compute compute, Optional<Tiling> tiling)
    implements Autoencoder {

  /** Takes each image as a whole. */
  public PreparedAutoencoder(AutoencoderKl network, Compute compute) {
    this(network, compute, Optional.empty());
  }

  /**
   * The same, of images in tiles of the size that the network was trained on, wherever they are
   * larger than that; blended where they overlap, by a quarter.
   */
  public PreparedAutoencoder tiled() {
    return tiled(new Tiling(network.config().sampleSize(), 0.25));
  }

  /**
   * The same with tiles of another size.
   *
   * @throws IllegalArgumentException if the tiles are not of whole latents
   */
  public PreparedAutoencoder tiled(Tiling tiling) {
    tiling.requireMultiple(network.sizeMultiple());
    return new PreparedAutoencoder(network, compute, Optional.of(tiling));
  }

  @Override
  public Shape latentShape(Shape image) {
    AutoencoderConfig config = network.config();
    int factor = config.factor();
    if (image.channels() != config.inChannels()
        || image.height() % factor != 0
        || image.width() % factor != 0) {
      throw new IllegalArgumentException(
          "this autoencoder takes images of %d channels and sides that are multiples of %d, not %s"
              .formatted(config.inChannels(), factor, image));
    }
    return new Shape(config.latentChannels(), image.height() / factor, image.width() / factor);
  }

  @Override
  public Shape imageShape(Shape latent) {
    AutoencoderConfig config = network.config();
    int factor = config.factor();
    return new Shape(config.outChannels(), latent.height() * factor, latent.width() * factor);
  }

  @Override
  public Tensor encode(Tensor images) {
    return scaled(posterior(images).mean());
  }

  /**
   * Encodes, and takes a sample of the distribution that the encoder gives.
   *
   * @param images N x C x H x W in [-1, 1]
   * @param noise standard normal numbers, N x {@link #latentShape}
   * @return latents, N x {@link #latentShape}
   */
  public Tensor encode(Tensor images, Tensor noise) {
    return scaled(posterior(images).sample(noise));
  }

  private LatentGaussian posterior(Tensor images) {
    latentShape(Shape.of(images));
    return LatentGaussian.of(
        tiling
            .map(t -> t.shrink(images, network.sizeMultiple(), x -> tile(x, network::moments)))
            .orElseGet(() -> network.moments(images, compute)));
  }

  /** Of a tile that is done again for its gradient, nothing is kept until then. */
  private Tensor tile(Tensor x, BiFunction<Tensor, Compute, Tensor> half) {
    return compute.activations() == Activations.RECOMPUTED
        ? Tape.recomputed(List.of(x), given -> half.apply(given.get(0), compute))
        : half.apply(x, compute);
  }

  private Tensor scaled(Tensor z) {
    AutoencoderConfig config = network.config();
    return z.sub(scalar(config.shift())).mul(scalar(config.scaling()));
  }

  @Override
  public Tensor decode(Tensor latents) {
    AutoencoderConfig config = network.config();
    Tensor z = latents.mul(scalar(1 / config.scaling())).add(scalar(config.shift()));
    return tiling
        .map(t -> t.enlarge(z, network.sizeMultiple(), x -> tile(x, network::decode)))
        .orElseGet(() -> network.decode(z, compute));
  }
}
