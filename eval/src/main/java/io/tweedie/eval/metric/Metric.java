package io.tweedie.eval.metric;

import org.bytedeco.pytorch.Tensor;

/** A measure of how near a restored image is to the original. */
public interface Metric {

  /** Short lower-case name for tables and files. */
  String name();

  /** Whether a larger value is a better result. */
  boolean higherIsBetter();

  /** Least height and width, in pixels, of images that it can measure. */
  long smallestSide();

  /** Whether images are large enough to be measured. */
  default boolean fits(Tensor images) {
    return Math.min(images.size(2), images.size(3)) >= smallestSide();
  }

  /**
   * Measures each image of a batch on its own; the batch it travels in never changes its value.
   *
   * @param reference the originals, N x C x H x W in [-1,1]
   * @param result what is judged, same shape; values outside [-1,1] are not clamped
   * @return N values
   * @throws IllegalArgumentException if the shapes differ or do not suit the measure
   */
  double[] measure(Tensor reference, Tensor result);
}
