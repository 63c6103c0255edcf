package io.tweedie.models.nn;

import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.conv_transpose2d;
import static org.bytedeco.pytorch.global.torch.upsample_nearest2d;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Nearest-neighbour doubling, alone and as one with the 3 x 3 convolution that follows it.
 *
 * <p>Doubling is a transposed convolution of stride 2 with a kernel of 2 x 2 ones. One with stride
 * 2 and a kernel of 4 x 4, the sums of the 3 x 3 weights that meet the same small pixel, is both at
 * once: 4 multiplications per channel and pixel of the result in place of 9.
 */
public final class Doubling {

  private static final UnaryOperator<Tensor> FOLDED = Doubling::folded;
  private static final long[] STRIDE = {2, 2};
  private static final long[] PADDING = {1, 1};
  private static final long[] NO_FURTHER_PADDING = {0, 0};
  private static final long[] NO_DILATION = {1, 1};
  private static final PackedConvolution PACKED = PackedConvolution.transposed(STRIDE, PADDING);

  private Doubling() {}

  /** N x C x H x W to N x C x 2H x 2W, each pixel four times. */
  public static Tensor nearest(Tensor x) {
    return upsample_nearest2d(x, 2 * x.size(2), 2 * x.size(3));
  }

  /** {@link #nearest} and the convolution of these weights with padding 1; gradients are of x. */
  static Tensor convolve(Tensor x, Parameter weight, Parameter bias) {
    Tensor b = bias.like(x);
    Tensor y =
        weight
            .packed(x, FOLDED, PACKED)
            .map(kernel -> PACKED.convolve(x, kernel, Optional.of(b)))
            .orElseGet(() -> plainly(x, weight.like(x, FOLDED), b));
    Work.addConvolution(4 * y.numel() * x.size(1));
    return y;
  }

  private static Tensor plainly(Tensor x, Tensor folded, Tensor bias) {
    TensorOptional b = new TensorOptional(bias);
    return conv_transpose2d(x, folded, b, STRIDE, PADDING, NO_FURTHER_PADDING, 1, NO_DILATION);
  }

  /** [out, in, 3, 3] to [in, out, 4, 4]: correlated with ones of 2 x 2, and turned around. */
  private static Tensor folded(Tensor weight) {
    Tensor padded = constant_pad_nd(weight, 1, 1, 1, 1);
    Tensor rows = padded.narrow(2, 0, 4).add(padded.narrow(2, 1, 4));
    return rows.narrow(3, 0, 4).add(rows.narrow(3, 1, 4)).flip(2, 3).transpose(0, 1);
  }
}
