package io.tweedie.models.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The checkpoints that {@code parity/make_checkpoints.py} wrote, and what is in them. */
final class Golden {

  private Golden() {}

  static Path file(String name) {
    return folder().resolve(name);
  }

  static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> names() {
    return stream(expected().fieldNames()).toList();
  }

  static JsonNode expected(String name) {
    return expected().get(name);
  }

  static <T> Stream<T> stream(Iterator<T> items) {
    Iterable<T> iterable = () -> items;
    return StreamSupport.stream(iterable.spliterator(), false);
  }

  private static JsonNode expected() {
    try {
      return new ObjectMapper().readTree(file("expected.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    for (Path at = Path.of(System.getProperty("user.dir")); at != null; at = at.getParent()) {
      Path golden = at.resolve("parity/golden");
      if (Files.isDirectory(golden)) {
        return golden.resolve("checkpoints");
      }
    }
    throw new IllegalStateException("no parity/golden at or above user.dir");
  }
}
