package io.tweedie.models.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * An affine map of the channels at each position, held as the one-dimensional convolution that
 * attention layers of checkpoints are made of.
 */
public final class Projection {

  private static final long[] STRIDE = {1, 1};
  private static final long[] NO_PADDING = {0, 0};

  private final Parameter weight;
  private final Parameter bias;

  /** Declares {@code weight} [out, in, 1] and {@code bias} [out]. */
  public Projection(Parameters scope, long in, long out, Initializer initializer) {
    weight = scope.declare("weight", initializer, out, in, 1);
    bias = scope.declare("bias", Initializer.ZEROS, out);
  }

  /** N x in x T to N x out x T. */
  public Tensor forward(Tensor x) {
    Tensor kernel = weight.like(x).unsqueeze(3);
    TensorOptional shift = new TensorOptional(bias.like(x));
    return Conv2d.convolve(x.unsqueeze(3), kernel, shift, STRIDE, NO_PADDING).squeeze(3);
  }
}
