package io.tweedie.models.inception;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.tensor.Scoped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * Layers side by side, each applied to the same features; their channels one behind the other.
 *
 * @param all from the first channels to the last
 */
record Branches(List<UnaryOperator<Tensor>> all) implements UnaryOperator<Tensor> {

  Branches {
    all = List.copyOf(all);
  }

  @Override
  public Tensor apply(Tensor x) {
    return Scoped.run(() -> joined(each(x)));
  }

  /** What each gives, in order. */
  List<Tensor> each(Tensor x) {
    List<Tensor> results = new ArrayList<>();
    all.forEach(branch -> results.add(branch.apply(x)));
    return results;
  }

  static Tensor joined(List<Tensor> results) {
    return cat(new TensorVector(results.toArray(Tensor[]::new)), 1);
  }
}
