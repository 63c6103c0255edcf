package io.tweedie.core.tensor;

import static org.bytedeco.pytorch.global.torch.globalContext;

/**
 * While open, attention is computed from products and a softmax, which can be differentiated twice;
 * the fused form that is used otherwise, faster and rounding differently, can be only once. Holds
 * for the whole process, until the last one is closed.
 */
public final class PlainAttention implements AutoCloseable {

  private static int open;

  private PlainAttention() {}

  /** Switches to plain attention. */
  public static PlainAttention use() {
    change(1);
    return new PlainAttention();
  }

  private static synchronized void change(int by) {
    open += by;
    globalContext().setSDPUseFlash(open == 0);
  }

  @Override
  public void close() {
    change(-1);
  }
}
