package io.tweedie.core.task;

import io.tweedie.core.operator.Kernel;
import org.bytedeco.pytorch.Tensor;

/**
 * Says that a task names a file although nobody reads any.
 *
 * @param task its name
 */
record NoFiles(String task) implements TaskFiles {

  @Override
  public Tensor mask(String file, InpaintingTask.Fill fill, long height, long width) {
    throw refusal("mask", file);
  }

  @Override
  public Kernel kernel(String file) {
    throw refusal("kernel", file);
  }

  private IllegalArgumentException refusal(String kind, String file) {
    return new IllegalArgumentException(
        "%s needs the %s in %s: give TaskFiles that read it".formatted(task, kind, file));
  }
}
