package io.tweedie.models.checkpoint;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/** The part of a checkpoint below one name. */
final class PrefixView implements Checkpoint {

  private final Checkpoint whole;
  private final String prefix;
  private final Map<String, TensorInfo> tensors;
  private final Map<String, String> unread;
  private final Map<String, String> metadata;

  PrefixView(Checkpoint whole, String prefix) {
    this.whole = whole;
    this.prefix = prefix + ".";
    this.tensors = below(whole.tensors());
    this.unread = below(whole.unread());
    this.metadata = below(whole.metadata());
    if (tensors.isEmpty() && unread.isEmpty()) {
      String heads =
          whole.tensors().keySet().stream()
              .map(name -> name.split("\\.", 2)[0])
              .distinct()
              .limit(10)
              .collect(Collectors.joining(", "));
      throw new CheckpointException(
          whole.file(),
          "no tensor's name starts with '" + prefix + ".'; names start with: " + heads);
    }
  }

  @Override
  public Path file() {
    return whole.file();
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  @Override
  public Map<String, String> unread() {
    return unread;
  }

  @Override
  public Set<String> refused() {
    return whole.refused();
  }

  @Override
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public Tensor read(String name) {
    return whole.read(prefix + name);
  }

  @Override
  public void close() {
    // The file belongs to the whole checkpoint, which may have other views.
  }

  private <T> Map<String, T> below(Map<String, T> all) {
    Map<String, T> part = new LinkedHashMap<>();
    all.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), value);
          }
        });
    return Collections.unmodifiableMap(part);
  }
}
