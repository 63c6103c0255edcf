package io.tweedie.models.checkpoint;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/** A checkpoint with other names, and with kernels of one position as matrices where asked for. */
final class TranslatedView implements Checkpoint {

  private final Checkpoint whole;
  private final Map<String, String> storedNames = new LinkedHashMap<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final Map<String, String> unread = new LinkedHashMap<>();

  TranslatedView(Checkpoint whole, Function<String, Translation> translator) {
    this.whole = whole;
    whole
        .tensors()
        .forEach(
            (name, info) -> {
              Translation translation = translator.apply(name);
              String other = storedNames.putIfAbsent(translation.name(), name);
              if (other != null) {
                throw new CheckpointException(
                    whole.file(),
                    "tensors %s and %s are both %s"
                        .formatted(other, name, FormatException.quoted(translation.name())));
              }
              tensors.put(translation.name(), translation.asMatrix() ? matrix(info) : info);
            });
    whole.unread().forEach((name, why) -> unread.put(translator.apply(name).name(), why));
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
    return Collections.unmodifiableMap(unread);
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
    TensorInfo info = tensors.get(name);
    if (info == null) {
      return whole.read(name);
    }
    long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
    try (Tensor stored = whole.read(storedNames.get(name))) {
      return stored.reshape(shape);
    }
  }

  @Override
  public void close() {
    // The file belongs to the whole checkpoint, which may have other views.
  }
}
