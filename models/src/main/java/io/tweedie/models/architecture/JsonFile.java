package io.tweedie.models.architecture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.file.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small files of JSON that folders of models have. */
public final class JsonFile {

  /** Far above any configuration, and far below what would fill the memory. */
  private static final long LARGEST = 4L << 20;

  private static final JsonMapper JSON = new JsonMapper();

  private JsonFile() {}

  /**
   * Reads an object.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it does not hold a JSON object
   */
  public static JsonNode read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + " does not exist");
    }
    if (Files.size(file) > LARGEST) {
      throw new IllegalArgumentException(file + " is too large for a file of settings");
    }
    JsonNode json;
    try {
      json = JSON.readTree(TextFile.read(file));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + " is not JSON: " + JsonMistake.of(e), e);
    }
    if (json == null || !json.isObject()) {
      throw new IllegalArgumentException(file + ": expected a JSON object, between braces");
    }
    return json;
  }
}
