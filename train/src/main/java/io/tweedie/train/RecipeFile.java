package io.tweedie.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tweedie.core.file.TextFile;
import io.tweedie.models.architecture.JsonMistake;
import java.io.IOException;
import java.nio.file.Path;

/** Recipes as YAML files. */
public final class RecipeFile {

  private static final JsonMapper YAML =
      JsonMapper.builder(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private RecipeFile() {}

  /**
   * Reads a recipe.
   *
   * @param type what kind of recipe it is, or a tree of what it says
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      return YAML.readValue(TextFile.read(file), type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("recipe " + file + ": " + JsonMistake.of(e), e);
    }
  }
}
