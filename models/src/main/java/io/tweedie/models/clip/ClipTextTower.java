package io.tweedie.models.clip;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.embedding;

import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Attention;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import java.util.Arrays;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The text tower: token and position embeddings, a transformer that sees what came before. */
final class ClipTextTower {

  private final ClipTextConfig config;
  private final Parameter tokenTable;
  private final Parameter positionTable;
  private final ClipTransformer transformer;
  private final Norm finalNorm;

  /** Declares the layers below {@code text_model}. */
  ClipTextTower(Parameters parameters, ClipTextConfig config) {
    this.config = config;
    Parameters scope = parameters.scope("text_model");
    int width = config.tower().width();
    Parameters embeddings = scope.scope("embeddings");
    tokenTable =
        embeddings
            .scope("token_embedding")
            .declareTable("weight", Initializer.SMALL_NORMAL, config.vocabulary(), width);
    positionTable =
        embeddings
            .scope("position_embedding")
            .declareTable("weight", Initializer.SMALL_NORMAL, config.contextLength(), width);
    transformer = new ClipTransformer(scope, config.tower(), Attention::ofTokensBefore);
    finalNorm = new Norm.Layer(scope.scope("final_layer_norm"), width, config.tower().epsilon());
  }

  /** int64 [N, S] to float32 [N, S, D]. */
  Tensor embed(Tensor ids) {
    requireIds(ids);
    Tensor table = tokenTable.value();
    return embedding(table, ids.to(table.device(), ScalarType.Long)).to(ScalarType.Float);
  }

  private void requireIds(Tensor ids) {
    boolean fits =
        ids.dim() == 2
            && ids.size(1) > 0
            && ids.size(1) <= config.contextLength()
            && ids.scalar_type().intern() == ScalarType.Long;
    if (!fits) {
      throw new IllegalArgumentException(
          "expected whole numbers (int64) of shape [N, S] with S from 1 to %d, got shape %s"
              .formatted(config.contextLength(), Arrays.toString(ids.shape())));
    }
    long largest = ids.max().item_long();
    if (ids.min().item_long() < 0 || largest >= config.vocabulary()) {
      throw new IllegalArgumentException(
          "the network has %d tokens, got the number %d; its tokenizer is another one"
              .formatted(
                  config.vocabulary(),
                  ids.min().item_long() < 0 ? ids.min().item_long() : largest));
    }
  }

  /** Where each text ends; its vector stands for the whole. */
  long[] ends(Tensor ids) {
    requireIds(ids);
    Tensor places =
        config.endToken() == ClipTextConfig.LARGEST_TOKEN
            ? largest(ids)
            : largest(ids.eq(new Scalar(config.endToken())).to(ScalarType.Long));
    long[] ends = new long[(int) ids.size(0)];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = places.select(0, i).item_long();
    }
    return ends;
  }

  /** The first place of the largest number of each row. */
  private static Tensor largest(Tensor rows) {
    return rows.argmax(new LongOptional(1), false);
  }

  /**
   * Encodes texts from the embeddings of their tokens.
   *
   * @param embedded float32 [N, S, D]
   * @param ends where each text ends
   * @param layers how many of the layers are used
   */
  EncodedText encode(Tensor embedded, long[] ends, int layers, boolean training, Compute compute) {
    requireEmbedded(embedded, ends);
    boolean atOnce = training || compute.batching() == Batching.FAST || embedded.size(0) == 1;
    Tensor tokens = atOnce ? run(embedded, layers, compute) : separately(embedded, layers, compute);
    TensorVector pooled = new TensorVector();
    for (int i = 0; i < ends.length; i++) {
      pooled.push_back(tokens.narrow(0, i, 1).select(1, ends[i]));
    }
    return new EncodedText(tokens, cat(pooled, 0));
  }

  private void requireEmbedded(Tensor embedded, long[] ends) {
    boolean fits =
        embedded.dim() == 3
            && embedded.size(0) == ends.length
            && embedded.size(1) <= config.contextLength()
            && embedded.size(2) == config.tower().width()
            && Arrays.stream(ends).allMatch(end -> end >= 0 && end < embedded.size(1));
    if (!fits) {
      throw new IllegalArgumentException(
          "expected embeddings of shape [N, S, %d] with S up to %d and an end for each, got %s and %s"
              .formatted(
                  config.tower().width(),
                  config.contextLength(),
                  Arrays.toString(embedded.shape()),
                  Arrays.toString(ends)));
    }
  }

  private Tensor separately(Tensor embedded, int layers, Compute compute) {
    TensorVector each = new TensorVector();
    for (long i = 0; i < embedded.size(0); i++) {
      each.push_back(run(embedded.narrow(0, i, 1), layers, compute));
    }
    return cat(each, 0);
  }

  private Tensor run(Tensor embedded, int layers, Compute compute) {
    return Scoped.run(
        () -> {
          Tensor x = compute.device().move(embedded, compute.precision().scalarType());
          Tensor positions = positionTable.like(x).narrow(0, 0, x.size(1));
          Tensor seen = transformer.forward(x.add(positions), layers);
          return Device.of(embedded).move(finalNorm.forward(seen), ScalarType.Float);
        });
  }
}
