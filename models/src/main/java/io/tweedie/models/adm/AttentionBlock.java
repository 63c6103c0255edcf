package io.tweedie.models.adm;

import io.tweedie.models.nn.Attention;
import io.tweedie.models.nn.Block;
import io.tweedie.models.nn.Conditioning;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.nn.Projection;
import org.bytedeco.pytorch.Tensor;

/** Residual self-attention over all positions. */
final class AttentionBlock implements Block {

  private final Norm norm;
  private final Projection qkv;
  private final Projection out;
  private final Attention packing;
  private final int heads;

  AttentionBlock(Parameters scope, AdmConfig config, int channels, int configuredHeads) {
    norm = new Norm.Group(scope.scope("norm"), channels, 32, 1e-5);
    qkv = new Projection(scope.scope("qkv"), channels, 3L * channels, Initializer.FAN_IN);
    out = new Projection(scope.scope("proj_out"), channels, channels, Initializer.ZEROS);
    packing = config.packing();
    heads = config.heads(channels, configuredHeads);
  }

  @Override
  public Tensor forward(Tensor x, Conditioning conditioning) {
    Tensor positions = norm.forward(x).flatten(2, 3);
    Tensor attended = packing.attend(qkv.forward(positions), heads);
    return x.add(out.forward(attended).reshape(x.shape()));
  }
}
