package io.tweedie.models.nn;

import static org.bytedeco.pytorch.global.torch.linear;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** Affine map of the last dimension. */
public final class Linear {

  private final Parameter weight;
  private final Parameter bias;

  /** Declares {@code weight} [out, in] and {@code bias} [out]. */
  public Linear(Parameters scope, long in, long out) {
    weight = scope.declare("weight", Initializer.FAN_IN, out, in);
    bias = scope.declare("bias", Initializer.ZEROS, out);
  }

  /** [..., in] to [..., out]. */
  public Tensor forward(Tensor x) {
    return linear(x, weight.like(x), new TensorOptional(bias.like(x)));
  }
}
