package io.tweedie.models.diffusers;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.models.architecture.Architecture;
import io.tweedie.models.nn.Network;

/** {@code unet2d}: the configuration is one of diffusers' {@code UNet2DModel}. */
public final class UNet2dArchitecture implements Architecture {

  @Override
  public String name() {
    return "unet2d";
  }

  @Override
  public Network network(JsonNode config) {
    return new UNet2d(UNet2dConfig.ofImages(config, "config"));
  }

  @Override
  public long classes(JsonNode config) {
    return UNet2dConfig.ofImages(config, "config").classes();
  }
}
