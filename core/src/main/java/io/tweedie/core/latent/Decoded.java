package io.tweedie.core.latent;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.tensor.Shape;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The physics of pixels as latents see it, y = A(D(z)) with the decoder D. To a solver that only
 * differentiates the measurement, z is an image like any other.
 *
 * @param physics A, of pixels
 * @param autoencoder whose decoder is D
 * @param imageShape shape of the latents z
 */
public record Decoded(ForwardOperator physics, Autoencoder autoencoder, Shape imageShape)
    implements ForwardOperator {

  /**
   * The physics of images in the latents of an autoencoder.
   *
   * @throws IllegalArgumentException if it takes no images of that shape
   */
  public Decoded(ForwardOperator physics, Autoencoder autoencoder) {
    this(physics, autoencoder, autoencoder.latentShape(physics.imageShape()));
  }

  @Override
  public String name() {
    return physics.name() + " of decoded latents";
  }

  @Override
  public Shape measurementShape() {
    return physics.measurementShape();
  }

  @Override
  public Tensor apply(Tensor z) {
    return physics.apply(autoencoder.decode(imageShape.require(z, "latents of " + name())));
  }

  /** {@inheritDoc} The latents of the guess that the physics makes. */
  @Override
  public Optional<Tensor> guess(Tensor y, double sigma) {
    return physics.guess(y, sigma).map(autoencoder::encode);
  }

  @Override
  public Tensor observed(Tensor y) {
    return physics.observed(y);
  }
}
