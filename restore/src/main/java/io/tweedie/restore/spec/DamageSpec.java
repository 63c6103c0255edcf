package io.tweedie.restore.spec;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.task.DeblurTask;
import io.tweedie.core.task.InpaintingTask;
import io.tweedie.core.task.Task;
import java.io.Serializable;

/**
 * What is wrong with a photo, in words.
 *
 * @param task as {@link Task#parse} reads it, or {@code jpeg} for compression as strong as the
 *     file's own tables say; may be absent where a stored measurement tells it
 * @param sigma standard deviation of Gaussian noise where white is 1; absent for none, or for what
 *     the photo tells itself
 * @param poisson rate of Poisson noise instead
 * @param maskFill which colour of a mask is filled, {@code black} or {@code white}
 */
public record DamageSpec(String task, Double sigma, Double poisson, String maskFill)
    implements Serializable {

  private static final String JPEG = "jpeg";

  /**
   * The task.
   *
   * @throws IllegalArgumentException if none is said, or only half of one
   */
  public Task whole() {
    if (asksForJpegOfFile()) {
      throw new IllegalArgumentException(
          "jpeg without a quality is for restore, which reads it from a JPEG file; give one, such"
              + " as jpeg:10");
    }
    Task read = Task.parse(said());
    if (maskFill == null) {
      return read;
    }
    if (read instanceof InpaintingTask.Mask mask) {
      return new InpaintingTask.Mask(mask.file(), InpaintingTask.Fill.parse(maskFill));
    }
    throw new IllegalArgumentException(
        "--mask-fill tells how to read the mask of inpaint-mask:FILE, and %s has none"
            .formatted(read.name()));
  }

  private String said() {
    if (task == null) {
      throw new IllegalArgumentException(
          "--task is missing: what is wrong with the photo, such as sr:4");
    }
    return task;
  }

  /** Whether the task is to repair JPEG compression as strong as the file says. */
  public boolean asksForJpegOfFile() {
    return said().equals(JPEG);
  }

  /** Whether it is said which colour of a mask is filled. */
  public boolean saysFill() {
    return maskFill != null
        || task != null
            && (task.endsWith("," + InpaintingTask.Fill.WHITE)
                || task.endsWith("," + InpaintingTask.Fill.BLACK));
  }

  /** Whether it is said what lies beyond the edge of a blurred photo. */
  public boolean saysBoundary(DeblurTask blur) {
    return said().endsWith("," + blur.boundary());
  }

  /** Whether it is said how much noise there is, be it none. */
  public boolean saysNoise() {
    return sigma != null || poisson != null;
  }

  /**
   * The noise.
   *
   * @throws IllegalArgumentException if sigma or the rate is out of range, or both are given
   */
  public Noise noise() {
    if (poisson == null) {
      return sigma == null || sigma == 0 ? new Noise.None() : new Noise.Gaussian(sigma);
    }
    if (sigma != null && sigma != 0) {
      throw new IllegalArgumentException(
          "noise is Gaussian or Poisson: give --sigma or --poisson, not both");
    }
    return new Noise.Poisson(poisson);
  }
}
