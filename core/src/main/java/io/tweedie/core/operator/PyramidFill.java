package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool2d;
import static org.bytedeco.pytorch.global.torch.clamp_max;
import static org.bytedeco.pytorch.global.torch.clamp_min;
import static org.bytedeco.pytorch.global.torch.upsample_bilinear2d;

import org.bytedeco.pytorch.Tensor;

/**
 * Fills missing pixels smoothly: known ones are averaged over ever larger blocks, and each level
 * fills from the coarser one what it does not know itself (the pull-push of Gortler et al., The
 * Lumigraph, 1996). Takes time in proportion to the pixels, whatever the size of the holes.
 */
final class PyramidFill {

  private static final double TINY = 1e-12;
  private static final int CHILDREN = 4;

  private PyramidFill() {}

  /**
   * Fills.
   *
   * @param y N x C x H x W
   * @param known 1 x 1 x H x W, 1 where {@code y} is known and 0 where it is not; mid-gray is the
   *     answer if it is known nowhere
   * @return N x C x H x W, the known pixels as they were
   */
  static Tensor fill(Tensor y, Tensor known) {
    long height = y.size(2);
    long width = y.size(3);
    if (height == 1 && width == 1) {
      return y.mul(known);
    }
    long[] half = {(height + 1) / 2, (width + 1) / 2};
    Tensor share = adaptive_avg_pool2d(known, half);
    Tensor mean = adaptive_avg_pool2d(y.mul(known), half).div(clamp_min(share, scalar(TINY)));
    Tensor coarse = fill(mean, clamp_max(share.mul(scalar(CHILDREN)), scalar(1)));
    Tensor smooth = upsample_bilinear2d(coarse, new long[] {height, width}, false);
    return smooth.lerp(y, known);
  }
}
