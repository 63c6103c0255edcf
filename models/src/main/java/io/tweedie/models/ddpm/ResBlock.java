package io.tweedie.models.ddpm;

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

/** Residual block to which the embedding of the timestep is added. */
final class ResBlock implements Block {

  private final Norm norm1;
  private final Conv2d conv1;
  private final Linear project;
  private final Norm norm2;
  private final Conv2d conv2;
  private final Conv2d shortcut;
  private final Dropout dropout;

  ResBlock(Parameters scope, int in, int out, int embedding, Dropout dropout) {
    this.dropout = dropout;
    norm1 = DdpmUNet.norm(scope.scope("norm1"), in);
    conv1 = new Conv2d(scope.scope("conv1"), in, out, 3);
    project = new Linear(scope.scope("temb_proj"), embedding, out);
    norm2 = DdpmUNet.norm(scope.scope("norm2"), out);
    conv2 = new Conv2d(scope.scope("conv2"), out, out, 3, 1, 1, Initializer.ZEROS);
    shortcut = in == out ? null : new Conv2d(scope.scope("nin_shortcut"), in, out, 1);
  }

  @Override
  public Tensor forward(Tensor x, Conditioning conditioning) {
    Tensor h = conv1.forward(silu(norm1.forward(x)));
    Tensor e = project.forward(conditioning.embedding()).to(h.scalar_type());
    h = silu(norm2.forward(h.add(e.unsqueeze(2).unsqueeze(3))));
    h = conv2.forward(dropout.forward(h));
    return (shortcut == null ? x : shortcut.forward(x)).add(h);
  }
}
