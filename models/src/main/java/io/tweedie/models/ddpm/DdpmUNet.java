package io.tweedie.models.ddpm;

import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.silu;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.models.nn.Batch;
import io.tweedie.models.nn.Block;
import io.tweedie.models.nn.Chain;
import io.tweedie.models.nn.Conditioning;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Decoder;
import io.tweedie.models.nn.DenoisingNetwork;
import io.tweedie.models.nn.Doubling;
import io.tweedie.models.nn.Dropout;
import io.tweedie.models.nn.Encoder;
import io.tweedie.models.nn.Halving;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.nn.ResidualBlock;
import io.tweedie.models.nn.TimestepEmbedding;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The U-Net of DDPM (Ho et al. 2020, appendix B) with the parameter names of its PyTorch
 * checkpoints, such as the one for CelebA-HQ that DDRM and DDNM use.
 */
public final class DdpmUNet implements DenoisingNetwork {

  private static final int NORM_GROUPS = 32;
  private static final double NORM_EPSILON = 1e-6;

  private final DdpmConfig config;
  private final Parameters parameters = new Parameters();
  private final Dropout dropout;
  private final ResidualBlock.Style style;
  private final Linear timeIn;
  private final Linear timeOut;
  private final Encoder encoder;
  private final Decoder decoder;
  private final Norm outNorm;
  private final Conv2d outConv;

  /** Declares every layer; parameters get their values later. */
  public DdpmUNet(DdpmConfig config) {
    this.config = config;
    DdpmConfig.Model model = config.model();
    dropout = new Dropout(model.dropout());
    int base = model.ch();
    style =
        new ResidualBlock.Style(
            ResidualBlock.Telling.ADDED,
            4 * base,
            NORM_GROUPS,
            NORM_EPSILON,
            dropout,
            "temb_proj",
            "nin_shortcut");
    timeIn = new Linear(parameters.scope("temb").scope("dense").scope(0), base, 4L * base);
    timeOut = new Linear(parameters.scope("temb").scope("dense").scope(1), 4L * base, 4L * base);
    encoder = encoder();
    decoder = decoder();
    outNorm = norm(parameters.scope("norm_out"), config.width(0));
    outConv =
        new Conv2d(
            parameters.scope("conv_out"),
            config.width(0),
            model.outCh(),
            3,
            1,
            1,
            Initializer.ZEROS);
  }

  private Encoder encoder() {
    int base = config.model().ch();
    List<Block> blocks = new ArrayList<>();
    Conv2d stem = new Conv2d(parameters.scope("conv_in"), config.model().inChannels(), base, 3);
    blocks.add(Chain.of((x, told) -> stem.forward(x)));
    int width = base;
    for (int level = 0; level < config.levels(); level++) {
      Parameters scope = parameters.scope("down").scope(level);
      List<Integer> inputs = new ArrayList<>();
      for (int i = 0; i < config.model().numResBlocks(); i++) {
        inputs.add(width);
        width = config.width(level);
      }
      level(scope, level, inputs).forEach(chain -> blocks.add(new Chain(chain)));
      if (level < config.levels() - 1) {
        blocks.add(Chain.of(downsample(scope.scope("downsample"), width)));
      }
    }
    Parameters middle = parameters.scope("mid");
    return new Encoder(
        blocks,
        Chain.of(
            residual(middle.scope("block_1"), width, width),
            new AttentionBlock(middle.scope("attn_1"), width),
            residual(middle.scope("block_2"), width, width)));
  }

  /** Checkpoints count the levels from the finest, which is the last one to run. */
  private Decoder decoder() {
    List<Block> blocks = new ArrayList<>();
    for (int level = 0; level < config.levels(); level++) {
      Parameters scope = parameters.scope("up").scope(level);
      int width = config.width(level);
      int below = config.width(Math.min(level + 1, config.levels() - 1));
      int finest = level == 0 ? config.model().ch() : config.width(level - 1);
      int count = config.model().numResBlocks();
      List<Integer> inputs = new ArrayList<>();
      for (int i = 0; i <= count; i++) {
        inputs.add((i == 0 ? below : width) + (i == count ? finest : width));
      }
      List<List<Block>> chains = level(scope, level, inputs);
      if (level > 0) {
        chains.get(count).add(upsample(scope.scope("upsample"), width));
      }
      blocks.addAll(0, chains.stream().map(Chain::new).toList());
    }
    return new Decoder(blocks);
  }

  /** Residual blocks of the given input widths, each with its attention where the level has any. */
  private List<List<Block>> level(Parameters scope, int level, List<Integer> inputs) {
    List<List<Block>> chains = new ArrayList<>();
    for (int input : inputs) {
      List<Block> chain = new ArrayList<>();
      chain.add(residual(scope.scope("block").scope(chains.size()), input, config.width(level)));
      chains.add(chain);
    }
    if (config.attendsAt(level)) {
      for (int i = 0; i < chains.size(); i++) {
        chains.get(i).add(new AttentionBlock(scope.scope("attn").scope(i), config.width(level)));
      }
    }
    return chains;
  }

  private Block residual(Parameters scope, int in, int out) {
    return new ResidualBlock(scope, style, in, out);
  }

  private Block downsample(Parameters scope, int width) {
    if (!config.model().resampWithConv()) {
      return (x, told) -> avg_pool2d(x, 2, 2);
    }
    return new Halving(scope.scope("conv"), width, Halving.Padding.RIGHT_AND_BELOW);
  }

  private Block upsample(Parameters scope, int width) {
    if (!config.model().resampWithConv()) {
      return (x, told) -> Doubling.nearest(x);
    }
    Conv2d conv = new Conv2d(scope.scope("conv"), width, width, 3);
    return (x, told) -> conv.afterDoubling(x);
  }

  static Norm norm(Parameters scope, int channels) {
    return new Norm.Group(scope, channels, NORM_GROUPS, NORM_EPSILON);
  }

  /** The architecture. */
  public DdpmConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public int sizeMultiple() {
    return config.sizeMultiple();
  }

  @Override
  public int inChannels() {
    return config.model().inChannels();
  }

  @Override
  public boolean learnsVariance() {
    return false;
  }

  /** Switches gradients of the parameters and dropout on for training, or off. */
  @Override
  public void train(boolean on) {
    dropout.train(on);
    parameters.train(on);
  }

  /**
   * Runs the network. Outside training an image's result does not depend on the others of its
   * batch.
   *
   * @param x noisy images, float32 N x inChannels x H x W, H and W multiples of {@link
   *     #sizeMultiple()}
   * @param timesteps one for the whole batch or one per image
   * @param condition none, as this network is told nothing else
   * @param compute how the network computes
   * @return float32 N x outCh x H x W
   * @throws IllegalArgumentException if the arguments are not for this network
   */
  @Override
  public Tensor forward(Tensor x, double[] timesteps, Condition condition, Compute compute) {
    condition.as(Condition.None.class, "this network");
    Batch batch = new Batch(x, timesteps, condition).requireImages(inChannels(), sizeMultiple());
    return parameters.training()
        ? run(batch, compute)
        : batch.independently(compute, image -> run(image, compute));
  }

  private Tensor run(Batch batch, Compute compute) {
    return Scoped.run(
        () -> {
          Tensor t = TimestepEmbedding.SINE_FIRST.embed(batch.timesteps(), config.model().ch());
          Tensor e = compute.device().move(t);
          Conditioning told = new Conditioning(silu(timeOut.forward(silu(timeIn.forward(e)))));
          Tensor x = compute.inner(batch.images());
          List<Tensor> features = encoder.in(compute).forward(x, told);
          Tensor h = decoder.in(compute).forward(features, told);
          h = h.to(batch.images().scalar_type());
          return outConv.forward(silu(outNorm.forward(h))).to(batch.images());
        });
  }
}
