package io.tweedie.models.lpips;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;

import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Declares a network layer by layer, with the numbers that the layers have in torchvision. */
final class StageBuilder {

  private static final long[] POOL_STRIDE = {2, 2};
  private static final long[] NO_PADDING = {0, 0};
  private static final long[] NO_DILATION = {1, 1};

  private final Parameters scope;
  private final List<Stage> stages = new ArrayList<>();
  private final List<UnaryOperator<Tensor>> layers = new ArrayList<>();
  private int number;
  private long width = 3;

  /** Starts with colour images. */
  StageBuilder(Parameters scope) {
    this.scope = scope;
  }

  /** A convolution and its rectifier, which torchvision counts as a layer too. */
  StageBuilder convolution(long out, int kernel, int stride, int padding) {
    layers.add(rectified(scope.scope(number), width, out, kernel, stride, padding));
    number += 2;
    width = out;
    return this;
  }

  /** A 3x3 convolution that keeps height and width, and its rectifier. */
  StageBuilder convolution(long out) {
    return convolution(out, 3, 1, 1);
  }

  /** Two features become one, what is left over at the edge is dropped. */
  StageBuilder pool(int kernel) {
    return pool(kernel, false);
  }

  /** Two features become one, what is left over at the edge is pooled too. */
  StageBuilder poolToTheEdge(int kernel) {
    return pool(kernel, true);
  }

  private StageBuilder pool(int kernel, boolean roundUp) {
    long[] window = {kernel, kernel};
    layers.add(x -> max_pool2d(x, window, POOL_STRIDE, NO_PADDING, NO_DILATION, roundUp));
    number++;
    return this;
  }

  /** The block of SqueezeNet: few channels, expanded by convolutions of two sizes. */
  StageBuilder fire(long squeezed, long expanded) {
    Parameters fire = scope.scope(number);
    UnaryOperator<Tensor> squeeze = rectified(fire.scope("squeeze"), width, squeezed, 1, 1, 0);
    UnaryOperator<Tensor> small = rectified(fire.scope("expand1x1"), squeezed, expanded, 1, 1, 0);
    UnaryOperator<Tensor> large = rectified(fire.scope("expand3x3"), squeezed, expanded, 3, 1, 1);
    layers.add(
        x -> {
          Tensor h = squeeze.apply(x);
          return cat(new TensorVector(small.apply(h), large.apply(h)), 1);
        });
    number++;
    width = 2 * expanded;
    return this;
  }

  /** Here LPIPS looks at the features. */
  StageBuilder look() {
    stages.add(new Stage(layers, width));
    layers.clear();
    return this;
  }

  /** All stages; layers after the last look are left out. */
  List<Stage> stages() {
    return List.copyOf(stages);
  }

  private static UnaryOperator<Tensor> rectified(
      Parameters scope, long in, long out, int kernel, int stride, int padding) {
    Conv2d convolution = new Conv2d(scope, in, out, kernel, stride, padding, Initializer.FAN_IN);
    return x -> relu(convolution.forward(x));
  }
}
