package io.tweedie.demo.gan;

import static org.bytedeco.pytorch.global.torch.conv_transpose2d;

import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** A transposed convolution with a 4 x 4 kernel that doubles height and width. */
final class TransposedConv2d {

  private static final long[] STRIDE = {2, 2};
  private static final long[] PADDING = {1, 1};
  private static final long[] NO_PADDING = {0, 0};
  private static final long[] NO_DILATION = {1, 1};

  private final Parameter weight;
  private final Parameter bias;

  TransposedConv2d(Parameters scope, int in, int out) {
    weight = scope.declare("weight", Initializer.FAN_IN, in, out, 4, 4);
    bias = scope.declare("bias", Initializer.ZEROS, out);
  }

  /** N x in x H x W to N x out x 2H x 2W. */
  Tensor forward(Tensor x) {
    return conv_transpose2d(
        x,
        weight.beside(x),
        new TensorOptional(bias.beside(x)),
        STRIDE,
        PADDING,
        NO_PADDING,
        1,
        NO_DILATION);
  }
}
