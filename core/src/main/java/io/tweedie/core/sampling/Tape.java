package io.tweedie.core.sampling;

import static org.bytedeco.pytorch.global.torch.grad;

import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** While open, what is computed from x_t can be differentiated with respect to it. */
public final class Tape implements AutoCloseable {

  private final Tensor xt;
  private final AutoGradMode mode;

  Tape(Tensor xt) {
    this.xt = xt;
    this.mode = new AutoGradMode(true);
  }

  /**
   * The gradient with respect to x_t.
   *
   * @param values one number for each image, shape [N], computed from x_t while this tape was open
   * @return for each image the gradient of its own value, of the shape of x_t
   */
  public Tensor gradient(Tensor values) {
    TensorVector gradients =
        grad(
            new TensorVector(values.sum()),
            new TensorVector(xt),
            new TensorVector(),
            new BoolOptional(false),
            false,
            false);
    // What get() returns points into the vector; the copy stands on its own.
    return new Tensor(gradients.get(0));
  }

  @Override
  public void close() {
    mode.close();
  }
}
