package io.tweedie.models.diffusers;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.architecture.JsonFile;
import io.tweedie.models.checkpoint.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A folder as diffusers writes it: a pipeline, whose {@code model_index.json} names the parts in
 * folders of their own, or a single network with its {@code config.json}.
 *
 * @param folder where it is
 * @param type the class of the pipeline, or of the single network
 * @param parts what there should be in the folders below, by their names; none of a single network
 */
public record DiffusersFolder(Path folder, String type, Map<String, Part> parts) {

  /** The description of a pipeline. */
  public static final String INDEX = "model_index.json";

  /** The settings of a network. */
  public static final String CONFIG = "config.json";

  private static final String CLASS_NAME = "_class_name";
  private static final String SCHEDULER_CONFIG = "scheduler_config.json";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  /**
   * A part of a pipeline as its description has it.
   *
   * @param name of its folder
   * @param library that has its class
   * @param type its class
   */
  public record Part(String name, String library, String type) {}

  /** Keeps the order of the description. */
  public DiffusersFolder {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  /** Whether a folder has a description of this kind, be it right or wrong. */
  public static boolean isOne(Path folder) {
    return Files.isRegularFile(folder.resolve(INDEX))
        || Files.isRegularFile(folder.resolve(CONFIG));
  }

  /**
   * Reads the description of a folder.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if there is none, or it is wrong
   */
  public static DiffusersFolder open(Path folder) throws IOException {
    if (!isOne(folder)) {
      throw new IllegalArgumentException(
          "%s has neither %s, as a pipeline of diffusers has, nor %s, as one of its networks has"
              .formatted(folder, INDEX, CONFIG));
    }
    Path index = folder.resolve(INDEX);
    if (!Files.isRegularFile(index)) {
      Path config = folder.resolve(CONFIG);
      return new DiffusersFolder(folder, type(config, JsonFile.read(config)), Map.of());
    }
    JsonNode json = JsonFile.read(index);
    Map<String, Part> parts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      JsonNode value = entry.getValue();
      // The other values are switches of the pipeline's class; a part left out is of null and null.
      if (value.isArray() && value.size() == 2 && !value.get(0).isNull()) {
        parts.put(entry.getKey(), part(index, entry.getKey(), value));
      }
    }
    return new DiffusersFolder(folder, type(index, json), parts);
  }

  private static Part part(Path index, String name, JsonNode value) {
    if (!NAME.matcher(name).matches() || !value.get(0).isTextual() || !value.get(1).isTextual()) {
      throw new IllegalArgumentException(
          "%s: expected the name of a folder with a library and a class, got \"%s\": %s"
              .formatted(index, name, value));
    }
    return new Part(name, value.get(0).asText(), value.get(1).asText());
  }

  private static String type(Path file, JsonNode json) {
    JsonNode type = json.path(CLASS_NAME);
    if (!type.isTextual()) {
      throw new IllegalArgumentException(
          "%s has no \"%s\", so it does not say of what it is".formatted(file, CLASS_NAME));
    }
    return type.asText();
  }

  /** Whether it is a pipeline of several parts. */
  public boolean isPipeline() {
    return Files.isRegularFile(folder.resolve(INDEX));
  }

  /**
   * The network in the folder of a part, or of a single network itself.
   *
   * @param part its name, without meaning for a single network
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if there is no such part, or files are missing or wrong
   */
  public NetworkFiles network(String part) throws IOException {
    if (!isPipeline()) {
      return network(folder, CONFIG, type);
    }
    Part named = parts.get(part);
    if (named == null) {
      throw new IllegalArgumentException(
          "%s has no part '%s'; it has: %s"
              .formatted(folder.resolve(INDEX), part, String.join(", ", parts.keySet())));
    }
    return network(folder.resolve(part), part + "/" + CONFIG, named.type());
  }

  private NetworkFiles network(Path place, String where, String expected) throws IOException {
    Path file = place.resolve(CONFIG);
    JsonNode config = JsonFile.read(file);
    JsonNode found = config.path(CLASS_NAME);
    if (found.isTextual() && !found.asText().equals(expected)) {
      throw new IllegalArgumentException(
          "%s is of a %s, but %s has a %s there"
              .formatted(where, found.asText(), folder.resolve(INDEX), expected));
    }
    return new NetworkFiles(
        expected, config, where, WeightFiles.in(place), UnaryOperator.identity());
  }

  /**
   * The settings of the scheduler, if there are some.
   *
   * @throws IOException if the file cannot be read
   */
  public Optional<JsonNode> scheduler() throws IOException {
    Path file = folder.resolve("scheduler").resolve(SCHEDULER_CONFIG);
    if (!isPipeline() || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    return Optional.of(JsonFile.read(file));
  }

  /**
   * The U-Net of a text-to-image or unconditional pipeline, or of a folder of its own, with its
   * weights.
   *
   * @param precision number format in which they are kept
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if files are missing, wrong or of something else
   */
  public UNet2d unet(Precision precision) throws IOException {
    return network("unet").load(UNet2d.class, precision);
  }

  /** The autoencoder, as {@link #unet}. */
  public AutoencoderKl autoencoder(Precision precision) throws IOException {
    return network("vae").load(AutoencoderKl.class, precision);
  }
}
