package io.tweedie.models.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;

/**
 * Several files of tensors as one, as an index beside them says: a JSON object whose {@code
 * weight_map} has the file of each tensor.
 */
public final class ShardedCheckpoint implements Checkpoint {

  /** Such files have a line for each tensor; a stranger's could be of any size. */
  private static final long LARGEST_INDEX = 64L << 20;

  private static final JsonMapper JSON = new JsonMapper();

  private final Path index;
  private final Collection<Checkpoint> shards;
  private final Map<String, Checkpoint> holders = new LinkedHashMap<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final Map<String, String> unread = new LinkedHashMap<>();

  private ShardedCheckpoint(Path index, Map<String, String> files, Map<String, Checkpoint> shards)
      throws FormatException {
    this.index = index;
    this.shards = shards.values();
    for (Map.Entry<String, String> entry : files.entrySet()) {
      Checkpoint shard = shards.get(entry.getValue());
      String name = entry.getKey();
      if (shard.unread().containsKey(name)) {
        unread.put(name, shard.unread().get(name));
      } else if (shard.tensors().containsKey(name)) {
        tensors.put(name, shard.tensors().get(name));
        holders.put(name, shard);
      } else {
        throw new FormatException(
            "tensor %s is not in %s, where this index has it; the files are not of one model, or"
                    .formatted(FormatException.quoted(name), entry.getValue())
                + " one was not downloaded whole");
      }
    }
  }

  /**
   * Opens an index and the files that it names, which lie beside it.
   *
   * @throws CheckpointException if one of them is missing, damaged or of another kind, or does not
   *     have what the index says
   */
  public static ShardedCheckpoint open(Path index) {
    Map<String, Checkpoint> shards = new LinkedHashMap<>();
    try {
      Map<String, String> files = files(index);
      for (String file : new TreeSet<>(files.values())) {
        shards.put(file, Checkpoint.open(index.resolveSibling(file)));
      }
      return new ShardedCheckpoint(index, files, shards);
    } catch (IOException | RuntimeException e) {
      shards.values().forEach(Checkpoint::close);
      throw e instanceof IOException io ? CheckpointException.of(index, io) : (RuntimeException) e;
    }
  }

  /** The files that an index names, in order of their names. */
  static List<Path> shardsOf(Path index) throws IOException {
    return new TreeSet<>(files(index).values()).stream().map(index::resolveSibling).toList();
  }

  /** The file of each tensor. */
  private static Map<String, String> files(Path index) throws IOException {
    if (Files.size(index) > LARGEST_INDEX) {
      throw new FormatException("this is too large for the index of a checkpoint in several files");
    }
    JsonNode map;
    try {
      map = JSON.readTree(index.toFile()).path("weight_map");
    } catch (JsonProcessingException e) {
      throw new FormatException("this begins as JSON and is none: " + e.getOriginalMessage());
    }
    if (!map.isObject() || map.isEmpty()) {
      throw new FormatException(
          "this is JSON without a 'weight_map', so neither a checkpoint nor the index of one in"
              + " several files");
    }
    Map<String, String> files = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      files.put(entry.getKey(), plainName(entry.getValue()));
    }
    return files;
  }

  /** A file beside the index and nowhere else. */
  private static String plainName(JsonNode value) throws FormatException {
    String name = value.asText();
    if (!value.isTextual()
        || !name.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,250}")
        || name.endsWith(".json")) {
      throw new FormatException(
          "the index names %s as a file of tensors; names of files beside it are expected"
              .formatted(FormatException.quoted(name)));
    }
    return name;
  }

  @Override
  public Path file() {
    return index;
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public Map<String, String> unread() {
    return Collections.unmodifiableMap(unread);
  }

  @Override
  public Set<String> refused() {
    Set<String> all = new LinkedHashSet<>();
    shards.forEach(shard -> all.addAll(shard.refused()));
    return Collections.unmodifiableSet(all);
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  public Tensor read(String name) {
    Checkpoint holder = holders.get(name);
    if (holder == null) {
      throw new CheckpointException(
          index, "there is no tensor %s to read".formatted(FormatException.quoted(name)));
    }
    return holder.read(name);
  }

  @Override
  public void close() {
    new ArrayList<>(shards).forEach(Checkpoint::close);
  }
}
