package io.tweedie.models.nn;

import static org.bytedeco.pytorch.global.torch.grad;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Gradients that tests compare. */
public final class Gradients {

  private Gradients() {}

  /** Of |y|^2 / 2 by x; the graph is kept. */
  public static Tensor of(Tensor y, Tensor x) {
    return grad(
            new TensorVector(y),
            new TensorVector(x),
            new TensorVector(y.detach()),
            new BoolOptional(true),
            false,
            false)
        .get(0);
  }
}
