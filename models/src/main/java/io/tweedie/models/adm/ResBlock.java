package io.tweedie.models.adm;

import static org.bytedeco.pytorch.global.torch.silu;

import io.tweedie.models.nn.Block;
import io.tweedie.models.nn.Conditioning;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Dropout;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * Residual block conditioned on the timestep. With a resampling it changes resolution between the
 * first activation and the first convolution, and on the skip path.
 */
final class ResBlock implements Block {

  private final Norm inNorm;
  private final Conv2d inConv;
  private final Linear embed;
  private final Norm outNorm;
  private final Conv2d outConv;
  private final Conv2d skip;
  private final Resampling resampling;
  private final boolean scaleShift;
  private final Dropout dropout;

  ResBlock(
      Parameters scope, AdmConfig config, int in, int out, Resampling resampling, Dropout dropout) {
    this.resampling = resampling;
    this.scaleShift = config.useScaleShiftNorm();
    this.dropout = dropout;
    inNorm = config.norm(scope.scope("in_layers").scope(0), in);
    inConv = new Conv2d(scope.scope("in_layers").scope(2), in, out, 3);
    int embedding = 4 * config.numChannels();
    embed = new Linear(scope.scope("emb_layers").scope(1), embedding, scaleShift ? 2 * out : out);
    outNorm = config.norm(scope.scope("out_layers").scope(0), out);
    outConv = new Conv2d(scope.scope("out_layers").scope(3), out, out, 3, 1, 1, Initializer.ZEROS);
    skip = in == out ? null : new Conv2d(scope.scope("skip_connection"), in, out, 1);
  }

  @Override
  public Tensor forward(Tensor x, Conditioning conditioning) {
    Tensor h = resampling.applyAndConvolve(silu(inNorm.forward(x)), inConv);
    Tensor e = embed.forward(conditioning.embedding());
    if (scaleShift) {
      long c = e.size(1) / 2;
      h = outNorm.modulated(h, e.narrow(1, 0, c), e.narrow(1, c, c));
    } else {
      h = outNorm.forward(h.add(e.to(h.scalar_type()).unsqueeze(2).unsqueeze(3)));
    }
    h = outConv.forward(dropout.forward(silu(h)));
    Tensor through = resampling.apply(x);
    return (skip == null ? through : skip.forward(through)).add(h);
  }
}
