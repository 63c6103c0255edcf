package io.tweedie.models.nn;

import io.tweedie.core.tensor.Compute;
import org.bytedeco.pytorch.Tensor;

/** A classifier of clean images that shows what its scores are made of. */
public interface FeatureNetwork extends ClassifyingNetwork {

  /** Number of {@link #features(Tensor, Compute)}. */
  int features();

  /**
   * The mean over places of each channel of the last stage. An image's result does not depend on
   * the others of its batch.
   *
   * @param x as {@link #forward} takes it
   * @param compute how the network computes
   * @return float32 N x {@link #features()}
   * @throws IllegalArgumentException if the images are not for this network
   */
  Tensor features(Tensor x, Compute compute);
}
