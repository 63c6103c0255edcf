package io.tweedie.eval.robust;

import org.bytedeco.pytorch.Tensor;

/**
 * Images with their classes.
 *
 * @param first number of the first image in its data set
 * @param images float32 N x C x H x W in [-1, 1]
 * @param labels int64 [N]
 */
public record LabelledBatch(int first, Tensor images, Tensor labels) {}
