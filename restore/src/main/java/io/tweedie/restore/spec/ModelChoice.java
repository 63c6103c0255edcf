package io.tweedie.restore.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * A model as experiment files name it: {@code photos} (one that ships, or a folder), or the parts
 * of a checkpoint, {@code {config: ffhq-256, weights: ffhq_10m.pt}}.
 *
 * @param name of a model that ships, or a folder; null with the parts
 * @param config a public model's name, or a file of flags; null with a name
 * @param weights its checkpoint; null with a name
 */
public record ModelChoice(@Word("model") String name, String config, String weights)
    implements Serializable {

  /** Refuses halves. */
  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  public ModelChoice {
    boolean named = name != null && config == null && weights == null;
    boolean parts = name == null && config != null && weights != null;
    if (!named && !parts) {
      throw new IllegalArgumentException(
          "a model is either a name or a config with weights, such as"
              + " {config: ffhq-256, weights: ffhq_10m.pt}");
    }
  }

  /** A model that ships, or a folder. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ModelChoice named(String name) {
    return new ModelChoice(name, null, null);
  }

  /** The same with its files found beside the experiment, where they are there. */
  public ModelChoice beside(Path folder) {
    return name == null
        ? new ModelChoice(null, found(folder, config), found(folder, weights))
        : named(found(folder, name));
  }

  private static String found(Path folder, String name) {
    Path beside = folder.resolve(name);
    return beside.toFile().exists() ? beside.toString() : name;
  }
}
