package io.tweedie.core.sampling;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** What the steps of a run keep for those after them; owns the tensors. */
final class Memory implements AutoCloseable {

  private final Map<String, Tensor> kept = new HashMap<>();

  Memory(Map<String, Tensor> start) {
    start.forEach(this::keep);
  }

  Optional<Tensor> recall(String name) {
    return Optional.ofNullable(kept.get(name)).map(Tensor::alias);
  }

  void keep(String name, Tensor value) {
    Tensor before = kept.put(name, value.detach().clone().retainReference());
    if (before != null) {
      before.close();
    }
  }

  /** All of it, still owned here. */
  Map<String, Tensor> all() {
    return Map.copyOf(kept);
  }

  @Override
  public void close() {
    kept.values().forEach(Tensor::close);
  }
}
