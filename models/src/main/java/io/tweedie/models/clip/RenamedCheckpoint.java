package io.tweedie.models.clip;

import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.TensorInfo;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** A checkpoint whose tensors, or parts of them, are seen under other names. */
final class RenamedCheckpoint implements Checkpoint {

  /**
   * A tensor under its new name.
   *
   * @param source its name in the file
   * @param info what it is
   * @param part what is taken of it
   */
  record Part(String source, TensorInfo info, UnaryOperator<Tensor> part) {}

  private final Checkpoint whole;
  private final Map<String, Part> parts;
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final Map<String, String> unread;

  RenamedCheckpoint(Checkpoint whole, Map<String, Part> parts, Map<String, String> unread) {
    this.whole = whole;
    this.parts = new LinkedHashMap<>(parts);
    this.unread = Collections.unmodifiableMap(new LinkedHashMap<>(unread));
    parts.forEach((name, part) -> tensors.put(name, part.info()));
  }

  @Override
  public Path file() {
    return whole.file();
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(tensors);
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
    return whole.metadata();
  }

  @Override
  public Tensor read(String name) {
    Part part = parts.get(name);
    return part == null ? whole.read(name) : part.part().apply(whole.read(part.source()));
  }

  @Override
  public void close() {
    whole.close();
  }
}
