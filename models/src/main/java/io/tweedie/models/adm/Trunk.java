package io.tweedie.models.adm;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.pixel_unshuffle;
import static org.bytedeco.pytorch.global.torch.silu;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.Batch;
import io.tweedie.models.nn.Block;
import io.tweedie.models.nn.Chain;
import io.tweedie.models.nn.Conditioning;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Encoder;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Linear;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.nn.TimestepEmbedding;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** What the networks of this family share: the embedding and the way down to the middle. */
final class Trunk {

  private final AdmConfig config;
  private final int channels;
  private final Linear timeIn;
  private final Linear timeOut;
  private final Parameter classes;
  private final Encoder encoder;
  private final List<Integer> widths = new ArrayList<>();

  /** Declares the layers of a trunk for images of that many channels. */
  Trunk(Parameters parameters, AdmConfig config, Layers layers, int channels) {
    this.config = config;
    this.channels = channels;
    long base = config.numChannels();
    timeIn = new Linear(parameters.scope("time_embed").scope(0), base, 4 * base);
    timeOut = new Linear(parameters.scope("time_embed").scope(2), 4 * base, 4 * base);
    classes =
        config.classCond()
            ? parameters
                .scope("label_emb")
                .declareTable("weight", Initializer.NORMAL, config.numClasses(), 4 * base)
            : null;
    List<Block> down = down(parameters.scope("input_blocks"), layers);
    encoder = new Encoder(down, middle(parameters.scope("middle_block"), layers));
  }

  private int patchArea() {
    return config.patch() * config.patch();
  }

  private List<Block> down(Parameters scope, Layers layers) {
    int[] levels = config.widths();
    List<Block> blocks = new ArrayList<>();
    int width = levels[0];
    Conv2d stem = new Conv2d(scope.scope(0).scope(0), (long) channels * patchArea(), width, 3);
    blocks.add(Chain.of((x, told) -> stem.forward(x)));
    widths.add(width);
    for (int level = 0; level < levels.length; level++) {
      for (int i = 0; i < config.numResBlocks(); i++) {
        Parameters at = scope.scope(blocks.size());
        List<Block> chain = new ArrayList<>();
        chain.add(layers.residual(at.scope(0), width, levels[level]));
        width = levels[level];
        if (config.attendsAt(1 << level)) {
          chain.add(layers.attention(at.scope(1), width, config.numHeads()));
        }
        blocks.add(new Chain(chain));
        widths.add(width);
      }
      if (level < levels.length - 1) {
        blocks.add(Chain.of(layers.downsample(scope.scope(blocks.size()).scope(0), width)));
        widths.add(width);
      }
    }
    return blocks;
  }

  private Block middle(Parameters scope, Layers layers) {
    int width = widths.get(widths.size() - 1);
    List<Block> chain = new ArrayList<>();
    chain.add(layers.residual(scope.scope(0), width, width));
    if (config.middleAttention()) {
      chain.add(layers.attention(scope.scope(1), width, config.numHeads()));
    }
    chain.add(layers.residual(scope.scope(2), width, width));
    widths.add(width);
    return new Chain(chain);
  }

  /** Channels of each of the {@link #features}, in order. */
  List<Integer> widths() {
    return List.copyOf(widths);
  }

  /**
   * Checks the arguments of a run.
   *
   * @throws IllegalArgumentException if they are not for this network
   */
  Batch batch(Tensor x, double[] timesteps, Condition condition) {
    Class<? extends Condition> taken =
        classes == null ? Condition.None.class : Condition.Classes.class;
    condition.as(taken, "this network");
    return new Batch(x, timesteps, condition).requireImages(channels, config.sizeMultiple());
  }

  /** Timesteps and classes, embedded: float32 [1 or N, 4 base]. */
  Conditioning embed(Batch batch, Compute compute) {
    Tensor t = TimestepEmbedding.COSINE_FIRST.embed(batch.timesteps(), config.numChannels());
    Tensor e = timeOut.forward(silu(timeIn.forward(compute.device().move(t))));
    if (batch.condition() instanceof Condition.Classes told) {
      e = e.add(embedding(classes.beside(e), compute.device().move(told.labels())));
    }
    return new Conditioning(silu(e));
  }

  /** What each block on the way down gave, in order, and last what the middle gave. */
  List<Tensor> features(Batch batch, Conditioning conditioning, Compute compute) {
    Tensor patches = pixel_unshuffle(batch.images(), config.patch());
    Tensor x = compute.inner(patches);
    return encoder.in(compute).forward(x, conditioning);
  }
}
