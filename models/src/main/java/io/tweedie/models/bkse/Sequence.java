package io.tweedie.models.bkse;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.leaky_relu;
import static org.bytedeco.pytorch.global.torch.pixel_shuffle;

import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** Layers one after another, numbered from 0 as in checkpoints, those without parameters too. */
final class Sequence {

  private static final double SLOPE = 0.1;

  private final Parameters scope;
  private final List<UnaryOperator<Tensor>> layers = new ArrayList<>();

  Sequence(Parameters scope) {
    this.scope = scope;
  }

  private Parameters next() {
    return scope.scope(layers.size());
  }

  private Sequence add(UnaryOperator<Tensor> layer) {
    layers.add(layer);
    return this;
  }

  /** A convolution of 3 x 3 and the activation after it. */
  Sequence activated(int in, int out, int stride) {
    return convolution(in, out, stride).add(x -> leaky_relu(x, scalar(SLOPE)));
  }

  Sequence convolution(int in, int out, int stride) {
    return add(new Conv2d(next(), in, out, 3, stride, 1, Initializer.FAN_IN)::forward);
  }

  /** A convolution to twice the height and width, and the activation after it. */
  Sequence enlarged(int in, int out) {
    return convolution(in, 4 * out, 1)
        .add(x -> pixel_shuffle(x, 2))
        .add(x -> leaky_relu(x, scalar(SLOPE)));
  }

  Sequence residual(int width, int blocks) {
    for (int i = 0; i < blocks; i++) {
      add(new ResBlock(next(), width));
    }
    return this;
  }

  Tensor forward(Tensor x) {
    Tensor h = x;
    for (UnaryOperator<Tensor> layer : layers) {
      h = layer.apply(h);
    }
    return h;
  }
}
