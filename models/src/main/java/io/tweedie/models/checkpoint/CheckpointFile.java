package io.tweedie.models.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** What the formats share once a file's contents are known. */
abstract class CheckpointFile implements Checkpoint {

  private final Path file;
  private final Closeable handle;
  private final Map<String, StoredTensor> stored;
  private final Map<String, TensorInfo> tensors;
  private final Map<String, String> unread;
  private final Map<String, String> metadata;
  private final Set<String> refused;
  private volatile boolean closed;

  CheckpointFile(Path file, Closeable handle, Contents contents) {
    this.file = file;
    this.handle = handle;
    this.stored = contents.tensors();
    this.unread = Collections.unmodifiableMap(contents.unread());
    this.metadata = Collections.unmodifiableMap(contents.metadata());
    this.refused = Collections.unmodifiableSet(contents.refused());
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    stored.forEach((name, tensor) -> infos.put(name, tensor.info()));
    this.tensors = Collections.unmodifiableMap(infos);
  }

  @Override
  public Path file() {
    return file;
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
    return refused;
  }

  @Override
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public Tensor read(String name) {
    if (closed) {
      throw new IllegalStateException(file + " is closed; read tensors before closing it");
    }
    StoredTensor tensor = stored.get(name);
    if (tensor == null) {
      throw new CheckpointException(file, missing(name));
    }
    try {
      return tensor.read();
    } catch (IOException e) {
      throw CheckpointException.of(file, e);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      handle.close();
    } catch (IOException e) {
      throw CheckpointException.of(file, e);
    }
  }

  private String missing(String name) {
    String reason = unread.get(name);
    if (reason != null) {
      return "tensor %s cannot be read: %s".formatted(FormatException.quoted(name), reason);
    }
    String other = metadata.get(name);
    if (other != null) {
      return "'%s' is not a tensor but %s".formatted(name, FormatException.quoted(other));
    }
    String examples = String.join(", ", tensors.keySet().stream().limit(5).toList());
    return "there is no tensor '%s' among its %d; it has: %s%s"
        .formatted(name, tensors.size(), examples, tensors.size() > 5 ? ", ..." : "");
  }
}
