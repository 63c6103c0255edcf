package io.tweedie.models.adm;

import io.tweedie.models.nn.Block;
import io.tweedie.models.nn.Conv2d;
import io.tweedie.models.nn.Dropout;
import io.tweedie.models.nn.Initializer;
import io.tweedie.models.nn.Parameters;

/** Makes the layers that a configuration asks for. */
final class Layers {

  private final AdmConfig config;
  private final Dropout dropout;

  Layers(AdmConfig config) {
    this.config = config;
    this.dropout = new Dropout(config.dropout());
  }

  /** The one dropout of all residual blocks. */
  Dropout dropout() {
    return dropout;
  }

  Block residual(Parameters scope, int in, int out) {
    return new ResBlock(scope, config, in, out, Resampling.NONE, dropout);
  }

  Block attention(Parameters scope, int width, int configuredHeads) {
    return new AttentionBlock(scope, config, width, configuredHeads);
  }

  Block downsample(Parameters scope, int width) {
    if (config.resblockUpdown()) {
      return new ResBlock(scope, config, width, width, Resampling.DOWN, dropout);
    }
    if (!config.convResample()) {
      return (x, told) -> Resampling.DOWN.apply(x);
    }
    Conv2d conv = new Conv2d(scope.scope("op"), width, width, 3, 2, 1, Initializer.FAN_IN);
    return (x, told) -> conv.forward(x);
  }

  Block upsample(Parameters scope, int width) {
    if (config.resblockUpdown()) {
      return new ResBlock(scope, config, width, width, Resampling.UP, dropout);
    }
    if (!config.convResample()) {
      return (x, told) -> Resampling.UP.apply(x);
    }
    Conv2d conv = new Conv2d(scope.scope("conv"), width, width, 3);
    return (x, told) -> conv.afterDoubling(x);
  }
}
