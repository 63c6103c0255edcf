package io.tweedie.models.inception;

import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.relu;

import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * A convolution without bias, batch normalisation (Ioffe and Szegedy 2015) by the statistics that
 * the training left, and a rectifier.
 */
final class NormalisedConv implements UnaryOperator<Tensor> {

  private static final double EPSILON = 1e-3;
  private static final double UNUSED_MOMENTUM = 0.1;
  private static final long[] NO_DILATION = {1, 1};

  private final Parameter weight;
  private final Parameter gain;
  private final Parameter shift;
  private final Parameter mean;
  private final Parameter variance;
  private final long[] stride;
  private final long[] padding;

  /**
   * Declares the parameters as torchvision names them.
   *
   * @param kernel height and width
   * @param padding above and below, and at the sides
   */
  NormalisedConv(Parameters scope, long in, long out, long[] kernel, long stride, long[] padding) {
    this.weight =
        scope.scope("conv").declare("weight", Initializer.FAN_IN, out, in, kernel[0], kernel[1]);
    Parameters norm = scope.scope("bn");
    this.gain = norm.declare("weight", Initializer.ONES, out);
    this.shift = norm.declare("bias", Initializer.ZEROS, out);
    this.mean = norm.declare("running_mean", Initializer.ZEROS, out);
    this.variance = norm.declare("running_var", Initializer.ONES, out);
    this.stride = new long[] {stride, stride};
    this.padding = padding;
  }

  @Override
  public Tensor apply(Tensor x) {
    return Scoped.run(
        () -> {
          Tensor w = weight.like(x);
          Tensor y = conv2d(x, w, new TensorOptional(), stride, padding, NO_DILATION, 1);
          return relu(
              batch_norm(
                  y,
                  of(gain, y),
                  of(shift, y),
                  of(mean, y),
                  of(variance, y),
                  false,
                  UNUSED_MOMENTUM,
                  EPSILON,
                  false));
        });
  }

  private static TensorOptional of(Parameter parameter, Tensor beside) {
    return new TensorOptional(parameter.beside(beside));
  }
}
