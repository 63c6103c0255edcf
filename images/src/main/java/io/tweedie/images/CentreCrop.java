package io.tweedie.images;

import org.bytedeco.pytorch.Tensor;

/** The middle of images. */
public final class CentreCrop {

  private CentreCrop() {}

  /**
   * The middle; where an odd number of rows or columns goes, one more goes at the end.
   *
   * @param images N x C x H x W
   * @param height at most H
   * @param width at most W
   * @return a view of them, N x C x height x width
   */
  public static Tensor of(Tensor images, long height, long width) {
    return images
        .narrow(2, (images.size(2) - height) / 2, height)
        .narrow(3, (images.size(3) - width) / 2, width);
  }
}
