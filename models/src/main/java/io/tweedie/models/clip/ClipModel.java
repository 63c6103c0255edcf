package io.tweedie.models.clip;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Network;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Both towers of CLIP, whose vectors lie in one space: transformers' {@code CLIPModel}.
 *
 * <p>Outside training a text's or an image's result does not depend on the others of its batch.
 */
public final class ClipModel implements Network {

  private final ClipConfig config;
  private final Parameters parameters = new Parameters();
  private final Parameter logitScale;
  private final ClipTextTower textTower;
  private final ClipVisionTower visionTower;
  private final Linear imageProjection;
  private final Linear textProjection;

  /** Declares every layer; parameters get their values later. */
  public ClipModel(ClipConfig config) {
    this.config = config;
    logitScale = parameters.declare("logit_scale", Initializer.LOGIT_SCALE);
    textTower = new ClipTextTower(parameters, config.text());
    visionTower = new ClipVisionTower(parameters, config.vision());
    imageProjection =
        Linear.withoutBias(
            parameters.scope("visual_projection"),
            config.vision().tower().width(),
            config.projection());
    textProjection =
        Linear.withoutBias(
            parameters.scope("text_projection"),
            config.text().tower().width(),
            config.projection());
  }

  /** The architecture. */
  public ClipConfig config() {
    return config;
  }

  /** The weights, by their names in transformers' checkpoints. */
  @Override
  public Parameters parameters() {
    return parameters;
  }

  /** It takes images of one size. */
  @Override
  public int sizeMultiple() {
    return config.vision().imageSize();
  }

  @Override
  public int inChannels() {
    return config.vision().channels();
  }

  @Override
  public String kind() {
    return "a model of images and texts";
  }

  /**
   * The vectors of images, of any length.
   *
   * @param images as {@link ClipImages} prepares them, float32 [N, C, H, W]
   * @param compute how the network computes
   * @return float32 [N, P]
   */
  public Tensor images(Tensor images, Compute compute) {
    return imageProjection.forward(visionTower.encode(images, parameters.training(), compute));
  }

  /**
   * The vectors of texts, of any length.
   *
   * @param ids tokens, int64 [N, S]
   * @param compute how the network computes
   * @return float32 [N, P]
   */
  public Tensor texts(Tensor ids, Compute compute) {
    return textsEmbedded(textTower.embed(ids), textTower.ends(ids), compute);
  }

  /** The embeddings of tokens, without their positions, float32 [N, S, D]. */
  public Tensor embed(Tensor ids) {
    return textTower.embed(ids);
  }

  /** Where each text ends, counted from 0. */
  public long[] ends(Tensor ids) {
    return textTower.ends(ids);
  }

  /**
   * The vectors of texts from embeddings in place of tokens; differentiable in them.
   *
   * @param embedded float32 [N, S, D]
   * @param ends where each text ends
   * @param compute how the network computes
   * @return float32 [N, P]
   */
  public Tensor textsEmbedded(Tensor embedded, long[] ends, Compute compute) {
    int layers = config.text().tower().layers();
    EncodedText encoded = textTower.encode(embedded, ends, layers, parameters.training(), compute);
    return textProjection.forward(encoded.pooled());
  }

  /**
   * What the training of CLIP compares: cosines times a factor that was learned.
   *
   * @param images vectors, float32 [N, P]
   * @param texts vectors, float32 [M, P]
   * @return float32 [N, M]
   */
  public Tensor logits(Tensor images, Tensor texts) {
    Tensor factor = logitScale.beside(images).exp();
    return normalized(images).matmul(normalized(texts).t()).mul(factor);
  }

  /** Vectors of length 1 in the directions of others, [N, P]. */
  public static Tensor normalized(Tensor vectors) {
    return vectors.div(vectors.norm(new ScalarOptional(scalar(2)), new long[] {1}, true));
  }
}
