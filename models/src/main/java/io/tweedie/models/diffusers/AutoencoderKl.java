package io.tweedie.models.diffusers;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Batch;
import io.tweedie.models.nn.Block;
import io.tweedie.models.nn.Chain;
import io.tweedie.models.nn.Conditioning;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Dropout;
import io.tweedie.models.nn.Halving;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Network;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.nn.ResidualBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * The autoencoder of latent diffusion (Rombach et al., CVPR 2022, appendix G), which a small
 * Kullback-Leibler term keeps near a normal distribution: diffusers' {@code AutoencoderKL}.
 *
 * <p>Latents are those of the network, neither scaled nor shifted; {@link PreparedAutoencoder}
 * scales them as diffusion models see them. Outside training an image's result does not depend on
 * the others of its batch, which are computed one by one unless batching is fast.
 */
public final class AutoencoderKl implements Network {

  private static final double EPSILON = 1e-6;

  private final AutoencoderConfig config;
  private final Parameters parameters = new Parameters();
  private final ResidualBlock.Style style;
  private final Chain encoder;
  private final Head encoderHead;
  private final Chain decoder;
  private final Head decoderHead;
  private final Conv2d quant;
  private final Conv2d postQuant;

  /** The last layers of either half, in float32: normalisation, activation and convolution. */
  private record Head(Norm norm, Conv2d conv) {
    Tensor forward(Tensor h, Tensor input) {
      return conv.forward(norm.activated(h.to(input.scalar_type())));
    }
  }

  /** Declares every layer; parameters get their values later. */
  public AutoencoderKl(AutoencoderConfig config) {
    this.config = config;
    style =
        new ResidualBlock.Style(
            ResidualBlock.Telling.NOTHING,
            0,
            config.groups(),
            EPSILON,
            new Dropout(0),
            "",
            "conv_shortcut");
    int moments = 2 * config.latentChannels();
    Parameters encoding = parameters.scope("encoder");
    encoder = encoder(encoding);
    encoderHead = head(encoding, lowest(), moments);
    Parameters decoding = parameters.scope("decoder");
    decoder = decoder(decoding);
    decoderHead = head(decoding, config.widths().get(0), config.outChannels());
    quant = pointwise("quant_conv", config.quantConv(), moments);
    postQuant = pointwise("post_quant_conv", config.postQuantConv(), config.latentChannels());
  }

  private Conv2d pointwise(String name, boolean there, int channels) {
    return there ? new Conv2d(parameters.scope(name).inFloat32(), channels, channels, 1) : null;
  }

  private Head head(Parameters scope, int width, int channels) {
    return new Head(
        new Norm.Group(scope.scope("conv_norm_out"), width, config.groups(), EPSILON),
        new Conv2d(scope.scope("conv_out").inFloat32(), width, channels, 3));
  }

  private Chain encoder(Parameters scope) {
    List<Integer> widths = config.widths();
    List<Block> blocks = new ArrayList<>();
    int width = widths.get(0);
    blocks.add(convolution(scope.scope("conv_in"), config.inChannels(), width));
    for (int level = 0; level < widths.size(); level++) {
      Parameters at = scope.scope("down_blocks").scope(level);
      for (int i = 0; i < config.layersPerBlock(); i++) {
        blocks.add(residual(at.scope("resnets").scope(i), width, widths.get(level)));
        width = widths.get(level);
      }
      if (level < widths.size() - 1) {
        blocks.add(
            new Halving(
                at.scope("downsamplers").scope(0).scope("conv"),
                width,
                Halving.Padding.RIGHT_AND_BELOW));
      }
    }
    blocks.addAll(middle(scope.scope("mid_block")));
    return new Chain(blocks);
  }

  private Chain decoder(Parameters scope) {
    List<Integer> widths = config.widths();
    List<Block> blocks = new ArrayList<>();
    blocks.add(convolution(scope.scope("conv_in"), config.latentChannels(), lowest()));
    blocks.addAll(middle(scope.scope("mid_block")));
    int width = lowest();
    for (int level = 0; level < widths.size(); level++) {
      Parameters at = scope.scope("up_blocks").scope(level);
      int next = widths.get(widths.size() - 1 - level);
      for (int i = 0; i <= config.layersPerBlock(); i++) {
        blocks.add(residual(at.scope("resnets").scope(i), width, next));
        width = next;
      }
      if (level < widths.size() - 1) {
        Conv2d conv = new Conv2d(at.scope("upsamplers").scope(0).scope("conv"), width, width, 3);
        blocks.add((x, told) -> conv.afterDoubling(x));
      }
    }
    return new Chain(blocks);
  }

  private List<Block> middle(Parameters scope) {
    int width = lowest();
    List<Block> blocks = new ArrayList<>();
    blocks.add(residual(scope.scope("resnets").scope(0), width, width));
    if (config.middleAttention()) {
      Parameters at = scope.scope("attentions").scope(0);
      blocks.add(new SelfAttention(at, width, 1, config.groups(), EPSILON));
    }
    blocks.add(residual(scope.scope("resnets").scope(1), width, width));
    return blocks;
  }

  private Block residual(Parameters scope, int in, int out) {
    return new ResidualBlock(scope, style, in, out);
  }

  private static Block convolution(Parameters scope, int in, int out) {
    Conv2d conv = new Conv2d(scope, in, out, 3, 1, 1, Initializer.FAN_IN);
    return (x, told) -> conv.forward(x);
  }

  private int lowest() {
    return config.widths().get(config.widths().size() - 1);
  }

  /** The architecture. */
  public AutoencoderConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public int sizeMultiple() {
    return config.factor();
  }

  @Override
  public int inChannels() {
    return config.inChannels();
  }

  /**
   * Encodes.
   *
   * @param images float32 N x inChannels x H x W in [-1, 1], H and W multiples of {@link
   *     #sizeMultiple()}
   * @param compute how the network computes
   * @return the distribution of the latents, N x latentChannels x H / factor x W / factor
   * @throws IllegalArgumentException if these are no images for this network
   */
  public LatentGaussian encode(Tensor images, Compute compute) {
    return LatentGaussian.of(moments(images, compute));
  }

  /** Means and logarithms of variances, one behind the other as channels. */
  Tensor moments(Tensor images, Compute compute) {
    batch(images).requireImages(inChannels(), sizeMultiple());
    return separately(
        images,
        compute,
        x -> {
          Tensor h = encoder.in(compute).forward(compute.inner(x), Conditioning.nothing());
          Tensor moments = encoderHead.forward(h, x);
          return (quant == null ? moments : quant.forward(moments)).to(x);
        });
  }

  /**
   * Decodes.
   *
   * @param latents float32 N x latentChannels x h x w
   * @param compute how the network computes
   * @return images, float32 N x outChannels x factor h x factor w, about [-1, 1], not clipped
   * @throws IllegalArgumentException if these are no latents of this network
   */
  public Tensor decode(Tensor latents, Compute compute) {
    batch(latents).requireImages(config.latentChannels(), 1);
    return separately(
        latents,
        compute,
        z -> {
          Tensor moved = compute.device().move(z);
          Tensor first = postQuant == null ? moved : postQuant.forward(moved);
          Tensor h = decoder.in(compute).forward(compute.inner(first), Conditioning.nothing());
          return decoderHead.forward(h, z).to(z);
        });
  }

  private Tensor separately(Tensor all, Compute compute, UnaryOperator<Tensor> network) {
    return parameters.training()
        ? Scoped.run(() -> network.apply(all))
        : batch(all).separately(compute, part -> Scoped.run(() -> network.apply(part.images())));
  }

  private static Batch batch(Tensor images) {
    return new Batch(images, new double[] {0}, Condition.none());
  }
}
