package io.tweedie.models.bkse;

import static org.bytedeco.pytorch.global.torch.relu;

import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Parameters;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** Two convolutions whose result is added to what came in. */
final class ResBlock implements UnaryOperator<Tensor> {

  private final Conv2d first;
  private final Conv2d second;

  ResBlock(Parameters scope, int width) {
    first = new Conv2d(scope.scope("conv1"), width, width, 3);
    second = new Conv2d(scope.scope("conv2"), width, width, 3);
  }

  @Override
  public Tensor apply(Tensor x) {
    return x.add(second.forward(relu(first.forward(x))));
  }
}
