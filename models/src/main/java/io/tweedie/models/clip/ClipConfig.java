package io.tweedie.models.clip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tweedie.models.architecture.Settings;

/**
 * The architecture of both towers.
 *
 * @param text the tower of texts
 * @param vision the tower of images
 * @param projection width of the space that both share
 */
public record ClipConfig(ClipTextConfig text, ClipVisionConfig vision, int projection) {

  /** Refuses a space without dimensions. */
  public ClipConfig {
    if (projection < 1) {
      throw new IllegalArgumentException("projection_dim must be positive, got " + projection);
    }
  }

  /**
   * Reads the {@code config.json} of transformers' {@code CLIPModel}.
   *
   * @param where it stands, as messages name it
   * @throws IllegalArgumentException naming a setting that is unknown or not supported
   */
  public static ClipConfig read(JsonNode json, String where) {
    Settings settings = new Settings(where, json);
    settings.only("model_type", "clip");
    settings.ignore("text_config", "text_config_dict", "vision_config", "vision_config_dict");
    settings.ignore("logit_scale_init_value");
    ClipTower.ignoreWhatDoesNotMatter(settings);
    ClipConfig config =
        new ClipConfig(
            ClipTextConfig.read(part(json, "text_config"), where + ", text_config"),
            ClipVisionConfig.read(part(json, "vision_config"), where + ", vision_config"),
            settings.count("projection_dim", 512));
    settings.refuseUnknown();
    return config;
  }

  /** What an older program wrote once more, under a name that ends in {@code _dict}, counts. */
  private static JsonNode part(JsonNode json, String name) {
    JsonNode newer = json.path(name);
    JsonNode older = json.path(name + "_dict");
    if (!(newer instanceof ObjectNode settings) || !older.isObject()) {
      return older.isObject() ? older : newer;
    }
    ObjectNode merged = settings.deepCopy();
    older.properties().forEach(entry -> merged.set(entry.getKey(), entry.getValue()));
    return merged;
  }
}
