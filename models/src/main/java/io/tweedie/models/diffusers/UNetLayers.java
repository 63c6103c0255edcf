package io.tweedie.models.diffusers;

import io.tweedie.models.diffusers.UNet2dConfig.Look;
import io.tweedie.models.nn.Block;
import io.tweedie.models.nn.Chain;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Decoder;
import io.tweedie.models.nn.Dropout;
import io.tweedie.models.nn.Encoder;
import io.tweedie.models.nn.Halving;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.nn.ResidualBlock;
import java.util.ArrayList;
import java.util.List;

/** Makes the ways down and up that a configuration asks for. */
final class UNetLayers {

  private final UNet2dConfig config;
  private final ResidualBlock.Style style;
  private final int last;

  UNetLayers(UNet2dConfig config) {
    this.config = config;
    last = config.levels() - 1;
    style =
        new ResidualBlock.Style(
            config.telling(),
            config.timeChannels(),
            config.groups(),
            config.epsilon(),
            new Dropout(config.dropout()),
            "time_emb_proj",
            "conv_shortcut");
  }

  /** The one dropout of all residual blocks. */
  Dropout dropout() {
    return style.dropout();
  }

  Encoder encoder(Parameters parameters) {
    List<Block> blocks = new ArrayList<>();
    int width = config.widths().get(0);
    Conv2d stem = new Conv2d(parameters.scope("conv_in"), config.inChannels(), width, 3);
    blocks.add(Chain.of((x, told) -> stem.forward(x)));
    for (int level = 0; level <= last; level++) {
      Parameters scope = parameters.scope("down_blocks").scope(level);
      for (int i = 0; i < config.layersPerBlock(); i++) {
        blocks.add(new Chain(layer(scope, i, level, width, config.down().get(level))));
        width = config.widths().get(level);
      }
      if (level < last) {
        Parameters conv = scope.scope("downsamplers").scope(0).scope("conv");
        blocks.add(Chain.of(new Halving(conv, width, config.padding())));
      }
    }
    return new Encoder(blocks, middle(parameters.scope("mid_block")));
  }

  private Block middle(Parameters scope) {
    int width = config.lowest();
    List<Block> chain = layer(scope, 0, last, width, Look.NOTHING);
    Parameters attention = scope.scope("attentions").scope(0);
    switch (config.middle()) {
      case NOTHING -> {
        // One residual block, as of UNetMidBlock2D without attention and layers.
      }
      case THEMSELVES -> chain.add(attention(attention, last, config.middleGroups()));
      case TEXT -> chain.add(new Transformer(attention, config, last));
    }
    chain.add(residual(scope, 1, width, width));
    return new Chain(chain);
  }

  /** Checkpoints count the levels from the lowest, which is the first one to run. */
  Decoder decoder(Parameters parameters) {
    List<Block> blocks = new ArrayList<>();
    int width = config.lowest();
    for (int level = last; level >= 0; level--) {
      Parameters scope = parameters.scope("up_blocks").scope(last - level);
      int joined = config.widths().get(level);
      for (int i = 0; i <= config.layersPerBlock(); i++) {
        if (i == config.layersPerBlock()) {
          joined = config.widths().get(Math.max(level - 1, 0));
        }
        List<Block> chain = layer(scope, i, level, width + joined, config.up().get(level));
        width = config.widths().get(level);
        if (i == config.layersPerBlock() && level > 0) {
          Parameters up = scope.scope("upsamplers").scope(0).scope("conv");
          Conv2d conv = new Conv2d(up, width, width, 3);
          chain.add((x, told) -> conv.afterDoubling(x));
        }
        blocks.add(new Chain(chain));
      }
    }
    return new Decoder(blocks);
  }

  /** A residual block and what looks around behind it. */
  private List<Block> layer(Parameters scope, int index, int level, int in, Look look) {
    List<Block> chain = new ArrayList<>();
    chain.add(residual(scope, index, in, config.widths().get(level)));
    Parameters attention = scope.scope("attentions").scope(index);
    switch (look) {
      case NOTHING -> {
        // Convolutions alone.
      }
      case THEMSELVES -> chain.add(attention(attention, level, config.groups()));
      case TEXT -> chain.add(new Transformer(attention, config, level));
    }
    return chain;
  }

  private Block attention(Parameters scope, int level, int groups) {
    int width = config.widths().get(level);
    return new SelfAttention(scope, width, config.heads().get(level), groups, config.epsilon());
  }

  private Block residual(Parameters scope, int index, int in, int out) {
    return new ResidualBlock(scope.scope("resnets").scope(index), style, in, out);
  }
}
