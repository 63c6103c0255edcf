package io.tweedie.models.inception;

import org.bytedeco.pytorch.Tensor;

/**
 * What Inception says of images.
 *
 * @param pooled the mean over places of the last block, in which FID and its kin are measured:
 *     float32 [N, 2048]
 * @param spatial the first 7 channels of the first branch of the block {@code Mixed_6d} (in
 *     TensorFlow's graph {@code mixed_6/conv}), place by place, in which sFID is measured: float32
 *     [N, 2023]
 * @param logits of the classes, unnormalised log probabilities as the convention has them: float32
 *     [N, classes]
 */
public record InceptionFeatures(Tensor pooled, Tensor spatial, Tensor logits) {

  /** Number of {@link #pooled}. */
  public static final int POOLED = 2048;

  /** Number of {@link #spatial}: 17 x 17 places. */
  public static final int SPATIAL = 17 * 17 * InceptionNetwork.SPATIAL_CHANNELS;
}
