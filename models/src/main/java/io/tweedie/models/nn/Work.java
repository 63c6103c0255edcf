package io.tweedie.models.nn;

/**
 * The multiplications that the layers of a network ask for, as far as they count.
 *
 * @param convolution of convolutions and projections
 * @param attention of queries with keys, and of weights with values
 */
public record Work(long convolution, long attention) {

  private static final ThreadLocal<Work> COUNTED = new ThreadLocal<>();

  /** Counts what layers do in this thread while a network runs. */
  public static Work of(Runnable run) {
    COUNTED.set(new Work(0, 0));
    try {
      run.run();
      return COUNTED.get();
    } finally {
      COUNTED.remove();
    }
  }

  static void addConvolution(long multiplications) {
    Work work = COUNTED.get();
    if (work != null) {
      COUNTED.set(new Work(work.convolution + multiplications, work.attention));
    }
  }

  static void addAttention(long multiplications) {
    Work work = COUNTED.get();
    if (work != null) {
      COUNTED.set(new Work(work.convolution, work.attention + multiplications));
    }
  }
}
