package io.tweedie.core.task;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Kernel;
import io.tweedie.core.operator.NonlinearBlur;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.pytorch.Tensor;

/** Reads the files that tasks name, in whatever formats its module knows. */
public interface TaskFiles {

  /**
   * Reads the mask of an {@code inpaint-mask:FILE} task for an image.
   *
   * @param file where the mask is, as the task names it
   * @param fill the colour of what is missing
   * @param height height of the image in pixels
   * @param width width of the image in pixels
   * @return 1 x 1 x height x width, 1 where a pixel is known and 0 where it is missing
   * @throws RuntimeException if the file cannot be used, saying why
   */
  Tensor mask(String file, InpaintingTask.Fill fill, long height, long width);

  /**
   * Reads the kernel of a {@code deblur-kernel:FILE} task.
   *
   * @param file where the kernel is, as the task names it
   * @throws RuntimeException if the file cannot be used, saying why
   */
  Kernel kernel(String file);

  /**
   * Loads the network of a {@code deblur-nonlinear:FILE} task as the physics that it learned.
   *
   * @param name of the task, which the operator bears
   * @param file checkpoint of the network, as the task names it
   * @param image shape of the images sought
   * @param seed chooses the blur
   * @throws RuntimeException if the file cannot be used, saying why
   */
  default ForwardOperator blur(String name, String file, Shape image, long seed) {
    throw new IllegalArgumentException(
        "%s needs the network in %s: give TaskFiles that load it, or take %s, which needs none"
            .formatted(name, file, NonlinearBlur.NAME));
  }
}
