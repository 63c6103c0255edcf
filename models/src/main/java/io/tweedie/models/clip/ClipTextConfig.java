package io.tweedie.models.clip;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.models.architecture.Settings;

/**
 * The architecture of a text tower.
 *
 * @param tower the transformer
 * @param vocabulary number of tokens
 * @param contextLength most tokens of a text
 * @param endToken the token whose first place in a text is that of the whole; {@value
 *     #LARGEST_TOKEN}, which old configurations say, stands for the token of the largest number
 * @param projection width of the space that texts share with images
 */
public record ClipTextConfig(
    ClipTower tower, int vocabulary, int contextLength, int endToken, int projection) {

  /**
   * Wrong in old configurations, whose networks take the token of the largest number for the end.
   */
  public static final int LARGEST_TOKEN = 2;

  /** Refuses what no network can be built from. */
  public ClipTextConfig {
    if (vocabulary < 2 || contextLength < 2 || endToken < 0 || projection < 1) {
      throw new IllegalArgumentException(
          "a vocabulary and a context of at least 2 tokens, an end token and a width are expected,"
              + " got %d, %d, %d and %d"
                  .formatted(vocabulary, contextLength, endToken, projection));
    }
  }

  /**
   * Reads the {@code config.json} of transformers' {@code CLIPTextModel}.
   *
   * @param where it stands, as messages name it
   * @throws IllegalArgumentException naming a setting that is unknown or not supported
   */
  public static ClipTextConfig read(JsonNode json, String where) {
    Settings settings = new Settings(where, json);
    settings.only("model_type", "clip_text_model");
    ClipTextConfig config =
        new ClipTextConfig(
            ClipTower.read(settings, new int[] {512, 2048}, 8),
            settings.count("vocab_size", 49408),
            settings.count("max_position_embeddings", 77),
            settings.count("eos_token_id", 49407),
            settings.count("projection_dim", 512));
    settings.refuseUnknown();
    return config;
  }
}
