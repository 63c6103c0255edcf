package io.tweedie.models.diffusers;

import static org.bytedeco.pytorch.global.torch.gelu;

import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Attention;
import io.tweedie.models.nn.Conditioning;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * Tokens look at each other, then at a text, and then each goes through a gated map (GEGLU:
 * Shazeer, GLU variants improve transformer, 2020). Every one of the three is normalised before and
 * added.
 */
final class TransformerLayer {

  private static final double EPSILON = 1e-5;

  /** By how much the gated map is wider than the tokens. */
  private static final int EXPANSION = 4;

  private final Norm norm1;
  private final Heads toEachOther;
  private final Norm norm2;
  private final Heads toText;
  private final Norm norm3;
  private final Linear widen;
  private final Linear narrow;

  /** Attention with maps of its own for queries, keys, values and the result. */
  private static final class Heads {

    private final Linear q;
    private final Linear k;
    private final Linear v;
    private final Linear out;
    private final int heads;

    Heads(Parameters scope, int width, int seenWidth, int heads) {
      this.heads = heads;
      q = Linear.withoutBias(scope.scope("to_q"), width, width);
      k = Linear.withoutBias(scope.scope("to_k"), seenWidth, width);
      v = Linear.withoutBias(scope.scope("to_v"), seenWidth, width);
      out = new Linear(scope.scope("to_out").scope(0), width, width);
    }

    Tensor forward(Tensor tokens, Tensor seen) {
      return out.forward(
          Attention.ofTokens(
              q.forward(tokens),
              k.forward(seen).expand(tokens.size(0), -1, -1),
              v.forward(seen).expand(tokens.size(0), -1, -1),
              heads));
    }
  }

  TransformerLayer(Parameters scope, int width, int contextWidth, int heads) {
    norm1 = new Norm.Layer(scope.scope("norm1"), width, EPSILON);
    toEachOther = new Heads(scope.scope("attn1"), width, width, heads);
    norm2 = new Norm.Layer(scope.scope("norm2"), width, EPSILON);
    toText = new Heads(scope.scope("attn2"), width, contextWidth, heads);
    norm3 = new Norm.Layer(scope.scope("norm3"), width, EPSILON);
    int inner = EXPANSION * width;
    widen = new Linear(scope.scope("ff").scope("net").scope(0).scope("proj"), width, 2L * inner);
    narrow = new Linear(scope.scope("ff").scope("net").scope(2), inner, width);
  }

  /** N x T x width to N x T x width. */
  Tensor forward(Tensor x, Conditioning conditioning) {
    Tensor text = conditioning.context().orElseThrow();
    Tensor self = Scoped.run(() -> x.add(attendToEachOther(norm1.forward(x))));
    Tensor told = Scoped.run(() -> self.add(toText.forward(norm2.forward(self), text)));
    self.close();
    return told.add(Scoped.run(() -> narrow.forward(gated(widen.forward(norm3.forward(told))))));
  }

  private Tensor attendToEachOther(Tensor tokens) {
    return toEachOther.forward(tokens, tokens);
  }

  private static Tensor gated(Tensor h) {
    long width = h.size(2) / 2;
    return h.narrow(2, 0, width).mul(gelu(h.narrow(2, width, width)));
  }
}
