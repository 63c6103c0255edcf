package io.tweedie.models.ddpm;

import io.tweedie.models.nn.Attention;
import io.tweedie.models.nn.Block;
import io.tweedie.models.nn.Conditioning;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;

/** Residual self-attention with one head over all positions. */
final class AttentionBlock implements Block {

  private final Norm norm;
  private final Conv2d q;
  private final Conv2d k;
  private final Conv2d v;
  private final Conv2d out;

  AttentionBlock(Parameters scope, int width) {
    norm = DdpmUNet.norm(scope.scope("norm"), width);
    q = new Conv2d(scope.scope("q"), width, width, 1);
    k = new Conv2d(scope.scope("k"), width, width, 1);
    v = new Conv2d(scope.scope("v"), width, width, 1);
    out = new Conv2d(scope.scope("proj_out"), width, width, 1, 1, 0, Initializer.ZEROS);
  }

  @Override
  public Tensor forward(Tensor x, Conditioning conditioning) {
    Tensor h = norm.forward(x);
    Tensor attended =
        Attention.attend(oneHead(q.forward(h)), oneHead(k.forward(h)), oneHead(v.forward(h)));
    return x.add(out.forward(attended.reshape(x.shape())));
  }

  private static Tensor oneHead(Tensor image) {
    return image.flatten(2, 3).unsqueeze(1);
  }
}
