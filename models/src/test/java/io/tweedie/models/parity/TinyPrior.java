package io.tweedie.models.parity;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.tanh;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/** The prior of parity/authors/problem.py: a formula that both sides write down. */
final class TinyPrior implements Denoiser {

  private static final long[] ONE = {1, 1};

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    long channels = xt.size(1);
    Tensor weight = DeterministicWeights.parameter("prior.weight", channels, channels, 3, 3);
    Tensor bend = tanh(conv2d(xt, weight, new TensorOptional(), ONE, ONE, ONE, 1));
    Tensor epsilon =
        xt.mul(scalar(Math.sqrt(1 - level.alphaBar())))
            .add(bend, scalar(0.5 * Math.sqrt(level.alphaBar())));
    Tensor output = cat(new TensorVector(epsilon, bend), 1);
    return Prediction.withLearnedVariance(Parameterization.EPSILON, output);
  }
}
