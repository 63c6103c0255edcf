package io.tweedie.eval.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tweedie.core.file.TextFile;
import io.tweedie.models.architecture.JsonMistake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Experiment files: YAML whose {@code kind} says which experiment it is. */
public final class ExperimentFile {

  private static final JsonMapper YAML =
      JsonMapper.builder(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private static final String KIND = "kind";

  private ExperimentFile() {}

  /** What a file calls its kind; empty if it does not. */
  public static Optional<String> kind(Path file) throws IOException {
    return Optional.ofNullable(content(file).get(KIND)).map(JsonNode::asText);
  }

  /** What a file says besides its kind. */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    ObjectNode content = content(file);
    content.remove(KIND);
    try {
      return YAML.treeToValue(content, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": " + JsonMistake.of(e), e);
    }
  }

  /**
   * Refuses what makes no sense in a file.
   *
   * @throws IllegalArgumentException if the condition does not hold
   */
  public static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static ObjectNode content(Path file) throws IOException {
    try {
      if (YAML.readTree(TextFile.read(file)) instanceof ObjectNode content) {
        return content;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": " + JsonMistake.of(e), e);
    }
    throw new IllegalArgumentException(file + " is no experiment: it has no fields");
  }
}
