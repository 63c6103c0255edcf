package io.tweedie.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.models.checkpoint.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkEnv;

/**
 * A picture with the row that tells of it: {@code NAME.png} and, written after it, {@code
 * NAME.json}. Where both are there and were made under the same key, nothing is to be done.
 *
 * @param store where
 * @param name without ending
 * @param key all that the picture depends on
 */
record Result(Store store, String name, String key) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Columns of every table of pictures. */
  static final List<Table.Column> COLUMNS =
      List.of(
          new Table.Column("image", Table.Kind.TEXT),
          new Table.Column("seed", Table.Kind.LONG),
          new Table.Column("output", Table.Kind.TEXT),
          new Table.Column("output_sha256", Table.Kind.TEXT),
          new Table.Column("width", Table.Kind.INTEGER),
          new Table.Column("height", Table.Kind.INTEGER),
          new Table.Column("seconds", Table.Kind.REAL),
          new Table.Column("nfe", Table.Kind.INTEGER),
          new Table.Column("error", Table.Kind.TEXT),
          new Table.Column("host", Table.Kind.TEXT),
          new Table.Column("executor", Table.Kind.TEXT),
          new Table.Column("key", Table.Kind.TEXT),
          new Table.Column("provenance", Table.Kind.TEXT));

  /** The row, if the picture is there already. */
  Optional<String> found() throws IOException {
    Optional<byte[]> stored = store.read(name + ".json");
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    JsonNode row = JSON.readTree(stored.get());
    return row.path("key").asText().equals(key) ? Optional.of(row.toString()) : Optional.empty();
  }

  /**
   * Writes the picture and its row.
   *
   * @param row columns besides those of where and how
   * @return the row
   */
  String write(byte[] png, Map<String, Object> row) throws IOException {
    store.write(name + ".png", png);
    Map<String, Object> all = described(row);
    all.put("output", name + ".png");
    all.put("output_sha256", Sha256.of(png));
    byte[] json = JSON.writeValueAsBytes(all);
    store.write(name + ".json", json);
    return new String(json, StandardCharsets.UTF_8);
  }

  /**
   * The row of a picture that cannot be made, which is tried again when the job is.
   *
   * @param error why not
   */
  String failed(Map<String, Object> row, String error) throws JsonProcessingException {
    Map<String, Object> all = described(row);
    all.put("error", error);
    return JSON.writeValueAsString(all);
  }

  /** Whether a row is of a picture that could not be made. */
  static Optional<String> error(String row) {
    try {
      return Optional.ofNullable(JSON.readTree(row).get("error")).map(JsonNode::asText);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> described(Map<String, Object> row) {
    Map<String, Object> all = new LinkedHashMap<>(row);
    all.put("key", key);
    all.put("host", host());
    all.put("executor", SparkEnv.get().executorId());
    return all;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Text of a map, for a column. */
  static String json(Map<String, Object> value) throws JsonProcessingException {
    return JSON.writeValueAsString(value);
  }
}
