package io.tweedie.models.adm;

import static org.bytedeco.pytorch.global.torch.pixel_shuffle;
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
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Norm;
import io.tweedie.models.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;

/**
 * The U-Net of guided-diffusion (Dhariwal and Nichol, "Diffusion models beat GANs on image
 * synthesis", 2021), with the parameter names of its checkpoints.
 */
public final class AdmUNet implements DenoisingNetwork {

  private final AdmConfig config;
  private final Parameters parameters = new Parameters();
  private final Layers layers;
  private final Trunk trunk;
  private final Decoder decoder;
  private final Norm outNorm;
  private final Conv2d outConv;
  private final Optional<DetailPath> detail;

  /** Declares every layer; parameters get their values later. */
  public AdmUNet(AdmConfig config) {
    this(config, config.inChannels());
  }

  /** A network that is shown more channels than the image has. */
  AdmUNet(AdmConfig config, int shownChannels) {
    this.config = config;
    layers = new Layers(config);
    trunk = new Trunk(parameters, config, layers, shownChannels);
    decoder = new Decoder(up(parameters.scope("output_blocks")));
    Parameters out = parameters.scope("out");
    int width = config.widths()[0];
    outNorm = config.norm(out.scope(0), width);
    long shown = (long) config.outChannels() * config.patch() * config.patch();
    outConv = new Conv2d(out.scope(2), width, shown, 3, 1, 1, Initializer.ZEROS);
    detail =
        config.detailChannels() == 0
            ? Optional.empty()
            : Optional.of(new DetailPath(parameters.scope("detail"), config, shownChannels));
  }

  private List<Block> up(Parameters scope) {
    int[] levels = config.widths();
    int heads = config.numHeadsUpsample() == -1 ? config.numHeads() : config.numHeadsUpsample();
    List<Integer> skips = trunk.widths();
    int last = skips.size() - 1;
    int width = skips.get(last);
    List<Block> blocks = new ArrayList<>();
    for (int level = levels.length - 1; level >= 0; level--) {
      for (int i = 0; i <= config.numResBlocks(); i++) {
        Parameters at = scope.scope(blocks.size());
        int joined = width + skips.get(last - 1 - blocks.size());
        List<Block> chain = new ArrayList<>();
        chain.add(layers.residual(at.scope(0), joined, levels[level]));
        width = levels[level];
        if (config.attendsAt(1 << level)) {
          chain.add(layers.attention(at.scope(1), width, heads));
        }
        if (level > 0 && i == config.numResBlocks()) {
          chain.add(layers.upsample(at.scope(chain.size()), width));
        }
        blocks.add(new Chain(chain));
      }
    }
    return blocks;
  }

  /** The architecture. */
  public AdmConfig config() {
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
    return config.inChannels();
  }

  @Override
  public boolean learnsVariance() {
    return config.learnSigma();
  }

  @Override
  public OptionalInt reach() {
    return config.isLocal() ? OptionalInt.of(Reach.of(config)) : OptionalInt.empty();
  }

  /** Switches gradients of the parameters and dropout on for training, or off. */
  @Override
  public void train(boolean on) {
    layers.dropout().train(on);
    parameters.train(on);
  }

  /**
   * Runs the network. Outside training an image's result does not depend on the others of its
   * batch.
   *
   * @param x noisy images, float32 N x inChannels x H x W, H and W multiples of {@link
   *     #sizeMultiple()}
   * @param timesteps one for the whole batch or one per image
   * @param condition classes if the network is class-conditional, otherwise none
   * @param compute how the network computes
   * @return float32 N x outChannels x H x W
   * @throws IllegalArgumentException if the arguments are not for this network
   */
  @Override
  public Tensor forward(Tensor x, double[] timesteps, Condition condition, Compute compute) {
    Batch batch = trunk.batch(x, timesteps, condition);
    return parameters.training()
        ? run(batch, compute)
        : batch.independently(compute, image -> run(image, compute));
  }

  private Tensor run(Batch batch, Compute compute) {
    return Scoped.run(
        () -> {
          Conditioning told = trunk.embed(batch, compute);
          Tensor h = decoder.in(compute).forward(trunk.features(batch, told, compute), told);
          h = h.to(batch.images().scalar_type());
          Tensor features = silu(outNorm.forward(h));
          Tensor answer = pixel_shuffle(outConv.forward(features), config.patch());
          Tensor detailed =
              detail
                  .map(path -> answer.add(path.forward(batch.images(), features, told, compute)))
                  .orElse(answer);
          return detailed.to(batch.images());
        });
  }
}
