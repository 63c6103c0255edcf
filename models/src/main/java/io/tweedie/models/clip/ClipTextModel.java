package io.tweedie.models.clip;

import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * The text tower of CLIP as text encoder: transformers' {@code CLIPTextModel}. It has what Stable
 * Diffusion 1 and 2 tell their U-Net.
 *
 * <p>Outside training a text's result does not depend on the others of its batch.
 */
public final class ClipTextModel implements AutoCloseable {

  private final ClipTextConfig config;
  private final Parameters parameters;
  private final ClipTextTower tower;

  /** Declares every layer; parameters get their values later. */
  public ClipTextModel(ClipTextConfig config) {
    this(new Parameters(), config);
  }

  /**
   * Declares every layer among those of a larger network, which is trained and freed as a whole.
   *
   * @param parameters of that network, seen from inside this part
   */
  public ClipTextModel(Parameters parameters, ClipTextConfig config) {
    this.parameters = parameters;
    this.config = config;
    this.tower = new ClipTextTower(parameters, config);
  }

  /** The architecture. */
  public ClipTextConfig config() {
    return config;
  }

  /** The weights, by their names in checkpoints of Stable Diffusion. */
  public Parameters parameters() {
    return parameters;
  }

  /**
   * Encodes texts.
   *
   * @param ids tokens, int64 [N, S], S up to {@link ClipTextConfig#contextLength}
   * @param compute how the network computes
   * @throws IllegalArgumentException for other shapes, or numbers that are no tokens
   */
  public EncodedText encode(Tensor ids, Compute compute) {
    return encode(ids, 0, compute);
  }

  /**
   * Encodes texts without the last layers, but with the last normalisation.
   *
   * @param ids tokens, int64 [N, S]
   * @param skipped how many of the last layers are left out ("clip skip", counted from 0)
   * @param compute how the network computes
   * @throws IllegalArgumentException as above, or if no layer would be left
   */
  public EncodedText encode(Tensor ids, int skipped, Compute compute) {
    int layers = config.tower().layers();
    if (skipped < 0 || skipped >= layers) {
      throw new IllegalArgumentException(
          "of %d layers from 0 to %d can be left out, got %d"
              .formatted(layers, layers - 1, skipped));
    }
    return tower.encode(embed(ids), ends(ids), layers - skipped, parameters.training(), compute);
  }

  /**
   * The embeddings of tokens, without their positions: what prompt tuning changes.
   *
   * @param ids tokens, int64 [N, S]
   * @return float32 [N, S, D]
   */
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
   * @param embedded as {@link #embed} gives them, or anybody's own, float32 [N, S, D]
   * @param ends where each text ends, as {@link #ends} says
   * @param compute how the network computes
   */
  public EncodedText encodeEmbedded(Tensor embedded, long[] ends, Compute compute) {
    return tower.encode(embedded, ends, config.tower().layers(), parameters.training(), compute);
  }

  /** Frees the weights. */
  @Override
  public void close() {
    parameters.close();
  }
}
