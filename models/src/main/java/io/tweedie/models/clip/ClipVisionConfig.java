package io.tweedie.models.clip;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.models.architecture.Settings;

/**
 * The architecture of an image tower, a vision transformer (Dosovitskiy et al. 2021).
 *
 * @param tower the transformer
 * @param channels of an image
 * @param imageSize height and width of an image
 * @param patchSize height and width of what becomes a token; divides the image's
 */
public record ClipVisionConfig(ClipTower tower, int channels, int imageSize, int patchSize) {

  /** Refuses what no network can be built from. */
  public ClipVisionConfig {
    if (channels < 1 || patchSize < 1 || imageSize < patchSize) {
      throw new IllegalArgumentException(
          "an image of at least one channel and one patch is expected, got %d channels, %d and %d"
              .formatted(channels, imageSize, patchSize));
    }
  }

  /** Patches of an image. */
  int patches() {
    int side = imageSize / patchSize;
    return side * side;
  }

  /**
   * Reads the {@code vision_config} of transformers' {@code CLIPModel}.
   *
   * @param where it stands, as messages name it
   * @throws IllegalArgumentException naming a setting that is unknown or not supported
   */
  public static ClipVisionConfig read(JsonNode json, String where) {
    Settings settings = new Settings(where, json);
    settings.only("model_type", "clip_vision_model");
    settings.ignore("projection_dim");
    int imageSize = settings.count("image_size", 224);
    int patchSize = settings.count("patch_size", 32);
    if (imageSize % patchSize != 0) {
      throw settings.refused(
          "patch_size", patchSize, "a divisor of image_size, %d, is expected".formatted(imageSize));
    }
    ClipVisionConfig config =
        new ClipVisionConfig(
            ClipTower.read(settings, new int[] {768, 3072}, 12),
            settings.count("num_channels", 3),
            imageSize,
            patchSize);
    settings.refuseUnknown();
    return config;
  }
}
