package io.tweedie.demo.gan;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Architecture of a {@link Generator} and the {@link Discriminator} that is its mirror image: from
 * 4 x 4 pixels each stage doubles the side and halves the channels, down to {@code width}.
 *
 * @param imageSize side of the images, a power of two from 8
 * @param channels of the images
 * @param latent coordinates of what the generator starts from
 * @param width channels of the stage next to the image
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DcganConfig(int imageSize, int channels, int latent, int width) {

  /** The name of this architecture in a {@code model.json} and in recipes. */
  public static final String ARCHITECTURE = "dcgan";

  /** Side of the smallest stage. */
  static final int FIRST_SIDE = 4;

  /** Refuses what no network can be built from. */
  public DcganConfig {
    if (imageSize < 2 * FIRST_SIDE || Integer.bitCount(imageSize) != 1) {
      throw new IllegalArgumentException(
          "image_size must be a power of two from 8, got " + imageSize);
    }
    if (channels < 1 || latent < 1 || width < 1) {
      throw new IllegalArgumentException(
          "channels, latent and width must be positive, got %d, %d and %d"
              .formatted(channels, latent, width));
    }
  }

  /** Layers that double or halve the side; the last of them makes the image. */
  int stages() {
    return Integer.numberOfTrailingZeros(imageSize / FIRST_SIDE);
  }

  /** Channels at the end of the stage that is so many away from the image; 1 is next to it. */
  int widthAt(int fromImage) {
    return width << (fromImage - 1);
  }
}
