package io.tweedie.core.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What a multistep transition keeps of the steps before: one tensor for each, of those that led
 * straight down to this one.
 *
 * @param name under which they are kept
 * @param length how many
 */
record History(String name, int length) {

  /** Those of the steps before, the last first; none where a run begins or has travelled back. */
  List<Tensor> before(Transition.Context c) {
    List<Tensor> kept = new ArrayList<>();
    for (int k = 1; k <= Math.min(length, c.history()); k++) {
      Optional<Tensor> value = c.recall(key(k));
      if (value.isEmpty()) {
        break;
      }
      kept.add(value.get());
    }
    return kept;
  }

  /** Keeps that of this step, for the next. */
  void keep(Transition.Context c, Tensor value) {
    for (int k = length; k > 1; k--) {
      int older = k;
      c.recall(key(k - 1)).ifPresent(tensor -> c.keep(key(older), tensor));
    }
    c.keep(key(1), value);
  }

  private String key(int steps) {
    return name + "-" + steps;
  }
}
