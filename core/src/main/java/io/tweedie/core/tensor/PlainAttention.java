package io.tweedie.core.tensor;

/**
 * While open, attention is computed from products and a softmax, which can be differentiated twice;
 * the fused form that is used otherwise, faster and rounding differently, can be only once. Holds
 * for networks that run in this thread, until the last one is closed.
 */
public final class PlainAttention implements AutoCloseable {

  private static final ThreadLocal<Integer> OPEN = ThreadLocal.withInitial(() -> 0);

  private PlainAttention() {}

  /** Switches to plain attention. */
  public static PlainAttention use() {
    OPEN.set(OPEN.get() + 1);
    return new PlainAttention();
  }

  /** Whether attention in this thread is to be plain. */
  public static boolean isAsked() {
    return OPEN.get() > 0;
  }

  @Override
  public void close() {
    OPEN.set(OPEN.get() - 1);
  }
}
