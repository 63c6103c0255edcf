package io.tweedie.core.attack;

import org.bytedeco.pytorch.Tensor;

/**
 * Tells the class of images. Implementations treat each image of a batch alone and are
 * differentiable in the images when gradients are on.
 */
@FunctionalInterface
public interface ImageClassifier {

  /**
   * Scores the classes.
   *
   * @param images float32 N x C x H x W in [-1, 1]
   * @return unnormalised log probabilities, float32 N x classes
   */
  Tensor logits(Tensor images);
}
