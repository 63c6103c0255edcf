package io.tweedie.core.operator;

import org.bytedeco.pytorch.Tensor;

/** Reads the mask that an {@code inpaint-mask:FILE} task names. */
@FunctionalInterface
public interface MaskSource {

  /**
   * Reads a mask and fits it to an image.
   *
   * @param file where the mask is, as the task names it
   * @param height height of the image in pixels
   * @param width width of the image in pixels
   * @return 1 x 1 x height x width, 1 where a pixel is known and 0 where it is missing
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  Tensor read(String file, long height, long width);
}
