package io.tweedie.models.bkse;

import static org.bytedeco.pytorch.global.torch.conv2d;

import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** A convolution of 4 x 4 that halves height and width, without bias. */
final class Halving {

  private final Parameter weight;

  Halving(Parameters scope, int in, int out) {
    weight = scope.declare("weight", Initializer.FAN_IN, out, in, 4, 4);
  }

  Tensor forward(Tensor x) {
    long[] stride = {2, 2};
    long[] padding = {1, 1};
    long[] dilation = {1, 1};
    return conv2d(x, weight.like(x), new TensorOptional(), stride, padding, dilation, 1);
  }
}
