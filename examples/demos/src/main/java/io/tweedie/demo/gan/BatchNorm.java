package io.tweedie.demo.gan;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Normalisation of each channel over a batch and its positions (Ioffe and Szegedy 2015), with a
 * learned gain and shift. It keeps no running statistics: when training is over, those of one large
 * batch are folded into gain and shift, and what is left is an affine map of each channel.
 */
final class BatchNorm {

  private static final double EPSILON = 1e-5;
  private static final long[] BATCH_AND_POSITIONS = {0, 2, 3};

  private final Parameter weight;
  private final Parameter bias;

  BatchNorm(Parameters scope, int channels) {
    weight = scope.declare("weight", Initializer.ONES, channels);
    bias = scope.declare("bias", Initializer.ZEROS, channels);
  }

  /** Normalises N x C x H x W by its own mean and variance, as in training. */
  Tensor normalized(Tensor x) {
    return torch.batch_norm(
        x,
        new TensorOptional(weight.value()),
        new TensorOptional(bias.value()),
        new TensorOptional(),
        new TensorOptional(),
        true,
        0,
        EPSILON,
        false);
  }

  /** Applies gain and shift only, as after {@link #fold}. */
  Tensor affine(Tensor x) {
    return x.mul(perChannel(weight.beside(x))).add(perChannel(bias.beside(x)));
  }

  private static Tensor perChannel(Tensor values) {
    return values.reshape(1, -1, 1, 1);
  }

  /** Changes gain and shift, in place, so that {@link #affine} normalises as this batch needs. */
  void fold(Tensor x) {
    Tensor deviation = x.var(BATCH_AND_POSITIONS, false, false).add(scalar(EPSILON)).sqrt();
    weight.value().div_(deviation);
    bias.value().sub_(x.mean(BATCH_AND_POSITIONS).mul(weight.value()));
  }
}
