package io.tweedie.core.tensor;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Frees the native memory of intermediate results at once. */
public final class Scoped {

  static {
    Backend.initialize();
  }

  private Scoped() {}

  /**
   * Runs {@code work} in a scope of its own. Its result belongs to the scope around the call, as if
   * there were no other; without one it stays until it is closed or collected. What gradients need
   * is kept by them.
   */
  public static Tensor run(Supplier<Tensor> work) {
    PointerScope around = PointerScope.getInnerScope();
    try (PointerScope inner = new PointerScope()) {
      Tensor result = work.get();
      if (around == null) {
        result.retainReference();
      } else {
        around.attach(result);
      }
      return result;
    }
  }
}
