package io.tweedie.core.tensor;

import static org.bytedeco.pytorch.global.torch.set_num_threads;

import org.bytedeco.openblas.global.openblas;

/** Process-wide settings of the tensor library. */
public final class Backend {

  /** More threads than cores only wait for each other; so many are a slip. */
  private static final int MOST_THREADS_PER_PROCESSOR = 4;

  static {
    WaitPolicy.sleep();
    // The BLAS of the presets brings threads of its own, which fight those of the tensor library:
    // with them a training step takes four times as long.
    openblas.blas_set_num_threads(1);
  }

  private Backend() {}

  /**
   * Loads the native libraries and applies the settings that every computation relies on. What
   * makes tensors here calls it; a program that uses the tensor library itself calls it first.
   */
  public static void initialize() {
    // The work is in the static initializer, once per process.
  }

  /**
   * Sets how many threads one tensor operation may use.
   *
   * @param count at least 1, and at most four for each processor of this machine
   * @throws IllegalArgumentException otherwise
   */
  public static void setThreads(int count) {
    int processors = Runtime.getRuntime().availableProcessors();
    int most = MOST_THREADS_PER_PROCESSOR * processors;
    if (count < 1 || count > most) {
      throw new IllegalArgumentException(
          "threads must be from 1 to %d on this machine of %d processors, got %d"
              .formatted(most, processors, count));
    }
    set_num_threads(count);
  }
}
