package io.tweedie.train.data;

import org.bytedeco.pytorch.Tensor;

/**
 * Images to learn from or to check with.
 *
 * @param images float32 N x C x H x W in [-1, 1]
 * @param labels their classes, int64 [N]; null if they have none
 */
public record Examples(Tensor images, Tensor labels) {}
