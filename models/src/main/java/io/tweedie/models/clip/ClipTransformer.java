package io.tweedie.models.clip;

import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The layers of a tower: each normalises, attends and adds, then normalises, maps and adds. */
final class ClipTransformer {

  /** What a token sees. */
  @FunctionalInterface
  interface Sight {
    /** Attends; all are N x T x C. */
    Tensor attend(Tensor q, Tensor k, Tensor v, long heads);
  }

  private final List<Layer> layers = new ArrayList<>();

  /** Declares {@code encoder.layers.0} and so on. */
  ClipTransformer(Parameters scope, ClipTower tower, Sight sight) {
    Parameters all = scope.scope("encoder").scope("layers");
    for (int i = 0; i < tower.layers(); i++) {
      layers.add(new Layer(all.scope(i), tower, sight));
    }
  }

  /**
   * Runs the first layers.
   *
   * @param tokens N x T x C
   * @param first how many
   */
  Tensor forward(Tensor tokens, int first) {
    return Scoped.run(
        () -> {
          Tensor h = tokens;
          for (Layer layer : layers.subList(0, first)) {
            Tensor before = h;
            h = Scoped.run(() -> layer.forward(before));
          }
          return h;
        });
  }

  private static final class Layer {

    private final ClipTower tower;
    private final Sight sight;
    private final Linear keys;
    private final Linear values;
    private final Linear queries;
    private final Linear out;
    private final Norm attentionNorm;
    private final Linear widen;
    private final Linear narrow;
    private final Norm mapNorm;

    Layer(Parameters scope, ClipTower tower, Sight sight) {
      this.tower = tower;
      this.sight = sight;
      int width = tower.width();
      Parameters attention = scope.scope("self_attn");
      keys = new Linear(attention.scope("k_proj"), width, width);
      values = new Linear(attention.scope("v_proj"), width, width);
      queries = new Linear(attention.scope("q_proj"), width, width);
      out = new Linear(attention.scope("out_proj"), width, width);
      attentionNorm = new Norm.Layer(scope.scope("layer_norm1"), width, tower.epsilon());
      Parameters map = scope.scope("mlp");
      widen = new Linear(map.scope("fc1"), width, tower.innerWidth());
      narrow = new Linear(map.scope("fc2"), tower.innerWidth(), width);
      mapNorm = new Norm.Layer(scope.scope("layer_norm2"), width, tower.epsilon());
    }

    Tensor forward(Tensor x) {
      Tensor seen = x.add(attend(attentionNorm.forward(x)));
      return seen.add(narrow.forward(tower.activation().of(widen.forward(mapNorm.forward(seen)))));
    }

    private Tensor attend(Tensor x) {
      return out.forward(
          sight.attend(queries.forward(x), keys.forward(x), values.forward(x), tower.heads()));
    }
  }
}
