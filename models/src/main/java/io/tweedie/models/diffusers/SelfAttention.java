package io.tweedie.models.diffusers;

import io.tweedie.models.nn.Attention;
import io.tweedie.models.nn.Block;
import io.tweedie.models.nn.Conditioning;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;

/** Residual self-attention over all positions; its layers had other names before 2023. */
final class SelfAttention implements Block {

  private final Norm norm;
  private final Linear q;
  private final Linear k;
  private final Linear v;
  private final Linear out;
  private final int heads;

  SelfAttention(Parameters scope, int width, int heads, int groups, double epsilon) {
    this.heads = heads;
    norm = new Norm.Group(scope.scope("group_norm"), width, groups, epsilon);
    q = new Linear(scope.scope("to_q", "query"), width, width);
    k = new Linear(scope.scope("to_k", "key"), width, width);
    v = new Linear(scope.scope("to_v", "value"), width, width);
    out = new Linear(scope.scope("to_out.0", "proj_attn"), width, width, Initializer.ZEROS);
  }

  @Override
  public Tensor forward(Tensor x, Conditioning conditioning) {
    Tensor tokens = Tokens.of(norm.forward(x));
    Tensor attended =
        Attention.ofTokens(q.forward(tokens), k.forward(tokens), v.forward(tokens), heads);
    return x.add(Tokens.asImage(out.forward(attended), x));
  }
}
