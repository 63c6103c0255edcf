package io.tweedie.models.clip;

import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * The text tower of CLIP with the projection of its pooled vector: transformers' {@code
 * CLIPTextModelWithProjection}.
 *
 * <p>Outside training a text's result does not depend on the others of its batch.
 */
public final class ClipProjectedTextModel implements AutoCloseable {

  private final ClipTextConfig config;
  private final Parameters parameters = new Parameters();
  private final ClipTextTower tower;
  private final Linear projection;

  /** Declares every layer; parameters get their values later. */
  public ClipProjectedTextModel(ClipTextConfig config) {
    this.config = config;
    tower = new ClipTextTower(parameters, config);
    projection =
        Linear.withoutBias(
            parameters.scope("text_projection"), config.tower().width(), config.projection());
  }

  /** The architecture. */
  public ClipTextConfig config() {
    return config;
  }

  /** The weights, by their names in transformers' checkpoints. */
  public Parameters parameters() {
    return parameters;
  }

  /**
   * Encodes texts.
   *
   * @param ids tokens, int64 [N, S], S up to {@link ClipTextConfig#contextLength}
   * @param compute how the network computes
   * @return with a pooled vector of {@link ClipTextConfig#projection} numbers
   * @throws IllegalArgumentException for other shapes, or numbers that are no tokens
   */
  public EncodedText encode(Tensor ids, Compute compute) {
    return encodeEmbedded(embed(ids), tower.ends(ids), compute);
  }

  /** The embeddings of tokens, without their positions, float32 [N, S, D]. */
  public Tensor embed(Tensor ids) {
    return tower.embed(ids);
  }

  /** Where each text ends, counted from 0. */
  public long[] ends(Tensor ids) {
    return tower.ends(ids);
  }

  /**
   * Encodes texts from embeddings in place of tokens; differentiable in them.
   *
   * @param embedded float32 [N, S, D]
   * @param ends where each text ends
   * @param compute how the network computes
   */
  public EncodedText encodeEmbedded(Tensor embedded, long[] ends, Compute compute) {
    int layers = config.tower().layers();
    EncodedText encoded = tower.encode(embedded, ends, layers, parameters.training(), compute);
    return new EncodedText(encoded.tokens(), projection.forward(encoded.pooled()));
  }

  /** Frees the weights. */
  @Override
  public void close() {
    parameters.close();
  }
}
