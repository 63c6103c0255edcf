package io.tweedie.models.prior;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Descriptions of public checkpoints that people get elsewhere: with one of these and the file, a
 * model is complete.
 */
public final class KnownModels {

  private static final List<String> NAMES =
      List.of(
          "ffhq-256",
          "celebahq-256",
          "celebahq-256-adm",
          "imagenet-64-cond",
          "imagenet-128-cond",
          "imagenet-256-cond",
          "imagenet-256-uncond",
          "imagenet-512-cond",
          "lsun-bedroom-256");

  private KnownModels() {}

  /** Names of the descriptions. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * A description; it names no weights but their source.
   *
   * @throws IllegalArgumentException if there is none of that name, listing those there are
   */
  public static ModelSpec named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "no public model named '%s' is described; these are: %s"
              .formatted(name, String.join(", ", NAMES)));
    }
    String resource = "known/" + name + ".json";
    try (InputStream in = KnownModels.class.getResourceAsStream(resource)) {
      return ModelSpec.JSON.readValue(in, ModelSpec.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + resource + " cannot be read", e);
    }
  }
}
