package io.tweedie.models.nn;

import io.tweedie.core.tensor.Compute;
import org.bytedeco.pytorch.Tensor;

/** A network that scores the classes of images. */
public interface ClassifyingNetwork extends Network {

  @Override
  default String kind() {
    return "a classifier";
  }

  /** Number of classes. */
  int classes();

  /** Whether it knows noisy images and is told how noisy they are; if not, it knows clean ones. */
  boolean knowsNoise();

  /**
   * Runs the network. Outside training an image's result does not depend on the others of its
   * batch.
   *
   * @param x images, float32 N x inChannels x H x W, noisy ones if it {@link #knowsNoise}
   * @param timesteps one for the whole batch or one per image; without meaning for a network of
   *     clean images
   * @param compute how the network computes
   * @return unnormalised log probabilities, float32 N x classes
   * @throws IllegalArgumentException if the images are not for this network
   */
  Tensor forward(Tensor x, double[] timesteps, Compute compute);
}
