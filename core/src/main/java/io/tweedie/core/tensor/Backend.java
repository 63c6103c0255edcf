package io.tweedie.core.tensor;

import static org.bytedeco.pytorch.global.torch.set_num_threads;

import org.bytedeco.openblas.global.openblas;

/** Process-wide settings of the tensor library. */
public final class Backend {

  static {
    // The BLAS of the presets brings threads of its own, which fight those of the tensor library:
    // with them a training step takes four times as long.
    openblas.blas_set_num_threads(1);
  }

  private Backend() {}

  /** Loads the native libraries and applies the settings that every computation relies on. */
  public static void initialize() {
    // The work is in the static initializer, once per process.
  }

  /**
   * Sets how many threads one tensor operation may use.
   *
   * @param count at least 1
   */
  public static void setThreads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + count);
    }
    set_num_threads(count);
  }
}
