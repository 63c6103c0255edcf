package io.tweedie.core.latent;

import io.tweedie.core.measurement.Measurement;
import org.bytedeco.pytorch.Tensor;

/**
 * A measurement as solvers need it that do more in latents than to differentiate it: what was
 * measured of the picture, and the way between picture and latents.
 *
 * @param ofPicture the measurement, its operator the physics A of pixels
 * @param autoencoder with the decoder D and the encoder E
 */
public record DecodedMeasurement(Measurement ofPicture, Autoencoder autoencoder) {

  /**
   * What a measurement of latents says of their picture.
   *
   * @param ofLatents whose operator is {@link Decoded}
   * @throws IllegalArgumentException if it is of pixels
   */
  public static DecodedMeasurement of(Measurement ofLatents) {
    if (!(ofLatents.operator() instanceof Decoded decoded)) {
      throw new IllegalArgumentException(
          "%s measures pixels, and this needs a measurement of latents, through a decoder"
              .formatted(ofLatents.operator().name()));
    }
    return new DecodedMeasurement(
        new Measurement(ofLatents.y(), decoded.physics(), ofLatents.noise()),
        decoded.autoencoder());
  }

  /** D(z). */
  public Tensor decode(Tensor latents) {
    return autoencoder.decode(latents);
  }

  /** E(x). */
  public Tensor encode(Tensor picture) {
    return autoencoder.encode(picture);
  }
}
