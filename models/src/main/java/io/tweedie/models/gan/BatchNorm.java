package io.tweedie.models.gan;

import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Normalisation of each channel over a batch and its positions (Ioffe and Szegedy 2015). Training
 * normalises by the batch itself. For use, statistics are taken once, of a large batch, when
 * training is over: no running means are kept meanwhile.
 */
final class BatchNorm {

  private static final double EPSILON = 1e-5;

  private final Parameter weight;
  private final Parameter bias;

  BatchNorm(Parameters scope, int channels) {
    weight = scope.declare("weight", Initializer.ONES, channels);
    bias = scope.declare("bias", Initializer.ZEROS, channels);
  }

  /** Normalises N x C x H x W by its own mean and variance. */
  Tensor byBatch(Tensor x) {
    return normalize(x, new TensorOptional(), new TensorOptional(), true);
  }

  /** Normalises by given means and variances, [C] each. */
  Tensor by(Tensor mean, Tensor variance, Tensor x) {
    return normalize(x, new TensorOptional(mean), new TensorOptional(variance), false);
  }

  private Tensor normalize(
      Tensor x, TensorOptional mean, TensorOptional variance, boolean training) {
    return torch.batch_norm(
        x,
        new TensorOptional(weight.value()),
        new TensorOptional(bias.value()),
        mean,
        variance,
        training,
        0,
        EPSILON,
        false);
  }
}
