package io.tweedie.models.checkpoint;

import io.tweedie.models.checkpoint.Checkpoint.Part;
import io.tweedie.models.checkpoint.Checkpoint.Translation;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/** A checkpoint whose tensors, or parts of them, are seen under other names. */
final class PartsView implements Checkpoint {

  private final Checkpoint whole;
  private final Map<String, Part> parts;
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final Map<String, String> unread;

  PartsView(Checkpoint whole, Map<String, Part> parts, Map<String, String> unread) {
    this.whole = whole;
    this.parts = new LinkedHashMap<>(parts);
    this.unread = Collections.unmodifiableMap(new LinkedHashMap<>(unread));
    parts.forEach((name, part) -> tensors.put(name, part.info()));
  }

  /** With other names, and with kernels of one position as matrices where asked for. */
  static PartsView translated(Checkpoint whole, Function<String, Translation> translator) {
    Map<String, Part> parts = new LinkedHashMap<>();
    whole
        .tensors()
        .forEach(
            (name, info) -> {
              Translation translation = translator.apply(name);
              Part other = parts.putIfAbsent(translation.name(), part(name, info, translation));
              if (other != null) {
                throw new CheckpointException(
                    whole.file(),
                    "tensors %s and %s are both %s"
                        .formatted(
                            other.source(), name, FormatException.quoted(translation.name())));
              }
            });
    Map<String, String> unread = new LinkedHashMap<>();
    whole.unread().forEach((name, why) -> unread.put(translator.apply(name).name(), why));
    return new PartsView(whole, parts, unread);
  }

  private static Part part(String name, TensorInfo info, Translation translation) {
    if (!translation.asMatrix()) {
      return Part.all(name, info);
    }
    TensorInfo matrix = matrix(info);
    long[] shape = matrix.shape().stream().mapToLong(Long::longValue).toArray();
    return new Part(name, matrix, stored -> stored.reshape(shape));
  }

  /** The shape without last dimensions of size 1, as long as two are left. */
  private static TensorInfo matrix(TensorInfo info) {
    List<Long> shape = info.shape();
    while (shape.size() > 2 && shape.get(shape.size() - 1) == 1) {
      shape = shape.subList(0, shape.size() - 1);
    }
    return new TensorInfo(info.dtype(), shape, info.byteLength());
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
    if (part == null) {
      return whole.read(name);
    }
    Tensor stored = whole.read(part.source());
    Tensor taken = part.taken().apply(stored);
    if (taken != stored) {
      stored.close();
    }
    return taken;
  }

  @Override
  public void close() {
    // The file belongs to the whole checkpoint, which may have other views.
  }
}
