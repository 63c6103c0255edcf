package io.tweedie.models.bkse;

import static org.bytedeco.pytorch.global.torch.conv_transpose2d;

import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** A transposed convolution of 4 x 4 that doubles height and width. */
final class Doubling {

  private final Parameter weight;
  private final Optional<Parameter> bias;

  private Doubling(Parameter weight, Optional<Parameter> bias) {
    this.weight = weight;
    this.bias = bias;
  }

  static Doubling withoutBias(Parameters scope, int in, int out) {
    return new Doubling(weight(scope, in, out), Optional.empty());
  }

  static Doubling withBias(Parameters scope, int in, int out) {
    Parameter weight = weight(scope, in, out);
    return new Doubling(weight, Optional.of(scope.declare("bias", Initializer.ZEROS, out)));
  }

  private static Parameter weight(Parameters scope, int in, int out) {
    return scope.declare("weight", Initializer.FAN_IN, in, out, 4, 4);
  }

  Tensor forward(Tensor x) {
    TensorOptional b =
        bias.map(value -> new TensorOptional(value.like(x))).orElseGet(TensorOptional::new);
    long[] stride = {2, 2};
    long[] padding = {1, 1};
    long[] noOutputPadding = {0, 0};
    return conv_transpose2d(x, weight.like(x), b, stride, padding, noOutputPadding, 1, 1, 1);
  }
}
