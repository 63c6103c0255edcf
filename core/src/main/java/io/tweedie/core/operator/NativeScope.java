package io.tweedie.core.operator;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Frees the native memory of intermediate results at once. */
final class NativeScope {

  private NativeScope() {}

  /**
   * Runs {@code work} in a scope of its own. Its result belongs to the scope around the call, as if
   * there were no other; without one it stays until it is closed or collected.
   */
  static Tensor run(Supplier<Tensor> work) {
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
