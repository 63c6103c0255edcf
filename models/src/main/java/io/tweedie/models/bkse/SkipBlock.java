package io.tweedie.models.bkse;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.leaky_relu;
import static org.bytedeco.pytorch.global.torch.relu;

import io.tweedie.models.nn.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * One level of the {@link KernelAdapter}: halves features, has the level below work on them,
 * doubles them, and joins them to what came in. The lowest level takes in the kernel code.
 */
final class SkipBlock {

  private static final double SLOPE = 0.2;

  private final Halving down;
  private final SkipBlock below;
  private final Doubling up;

  /**
   * Declares a level and those below it.
   *
   * @param outer channels that come in
   * @param inner channels below, of this level and each further one
   */
  SkipBlock(Parameters scope, int outer, List<Integer> inner) {
    int width = inner.get(0);
    down = new Halving(scope.scope("down").scope(1), outer, width);
    below =
        inner.size() == 1
            ? null
            : new SkipBlock(scope.scope("submodule"), width, inner.subList(1, inner.size()));
    up = Doubling.withoutBias(scope.scope("up").scope(1), 2 * width, outer);
  }

  /** N x C x H x W to N x 2C x H x W. */
  Tensor forward(Tensor x, Tensor kernel) {
    Tensor half = down.forward(leaky_relu(x, scalar(SLOPE)));
    Tensor joined =
        below == null ? cat(new TensorVector(half, kernel), 1) : below.forward(half, kernel);
    return cat(new TensorVector(up.forward(relu(joined)), x), 1);
  }
}
