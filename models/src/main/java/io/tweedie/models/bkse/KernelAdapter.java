package io.tweedie.models.bkse;

import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.tanh;

import io.tweedie.models.nn.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The U-Net that applies a kernel code to features: G of the paper. */
final class KernelAdapter {

  private final Halving down;
  private final SkipBlock below;
  private final Doubling up;

  KernelAdapter(Parameters scope, int width) {
    down = new Halving(scope.scope("down").scope(0), width, width);
    List<Integer> widths = List.of(2 * width, 4 * width, 8 * width, 8 * width);
    below = new SkipBlock(scope.scope("submodule"), width, widths);
    up = Doubling.withBias(scope.scope("up").scope(1), 2 * width, width);
  }

  /**
   * Blurs features.
   *
   * @param x N x width x H x W, H and W multiples of 32
   * @param kernel N x (8 width) x H / 32 x W / 32
   */
  Tensor forward(Tensor x, Tensor kernel) {
    return tanh(up.forward(relu(below.forward(down.forward(x), kernel))));
  }
}
