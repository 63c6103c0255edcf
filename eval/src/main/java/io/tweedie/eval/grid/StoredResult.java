package io.tweedie.eval.grid;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tweedie.core.file.Folders;
import io.tweedie.core.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one piece of an experiment found, in a JSON file with everything that its numbers depend on.
 *
 * @param file that may not be there yet
 */
public record StoredResult(Path file) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String SETTINGS = "settings";
  private static final String RESULT = "result";

  /** Of what is called so, in a folder. */
  public static StoredResult named(Path folder, String name) {
    return new StoredResult(folder.resolve(fileName(name) + ".json"));
  }

  /** A name that every file system takes. */
  public static String fileName(String name) {
    return CellFiles.fileName(name);
  }

  /**
   * Refuses names of which two would be stored in one file, on file systems too that take capitals
   * for small letters.
   *
   * @param what they are names of, as {@code tasks}
   * @throws IllegalArgumentException naming the file
   */
  public static void requireApart(String what, Stream<String> names) {
    Set<String> seen = new HashSet<>();
    names
        .map(StoredResult::fileName)
        .forEach(
            name -> {
              if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                    "two of the %s would both be stored as '%s'; rename or drop one"
                        .formatted(what, name));
              }
            });
  }

  /**
   * What was found under exactly these settings.
   *
   * @param settings as one text, compared to the letter
   * @throws UncheckedIOException if the file is there and cannot be read
   */
  public <T> Optional<T> find(String settings, TypeReference<T> type) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode stored = JSON.readTree(file.toFile());
      return stored.path(SETTINGS).asText().equals(settings)
          ? Optional.of(JSON.convertValue(stored.get(RESULT), type))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new UncheckedIOException(
          "%s cannot be read; delete it to measure it again".formatted(file),
          e instanceof IOException io ? io : new IOException(e));
    }
  }

  /**
   * Stores a result in place of any other.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public void save(String settings, Object result) {
    ObjectNode stored = JSON.createObjectNode();
    stored.put(SETTINGS, settings);
    stored.set(RESULT, JSON.valueToTree(result));
    try {
      Folders.make(file.getParent());
      WholeFile.write(file, JSON.writeValueAsString(stored) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be written".formatted(file), e);
    }
  }
}
