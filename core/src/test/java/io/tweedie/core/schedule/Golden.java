package io.tweedie.core.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;

/** What {@code parity/make_schedule.py} wrote. */
final class Golden {

  private Golden() {}

  static JsonNode read(String name) {
    try {
      return new ObjectMapper().readTree(folder().resolve(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static Path folder() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path golden = at.resolve("parity/golden/schedule");
      if (Files.isDirectory(golden)) {
        return golden;
      }
    }
    throw new IllegalStateException("no parity/golden/schedule at or above the working directory");
  }
}
