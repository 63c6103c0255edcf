package io.tweedie.models.diffusers;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.models.architecture.Architecture;
import io.tweedie.models.nn.Network;

/**
 * {@code unet2d-condition}: the configuration is one of diffusers' {@code UNet2DConditionModel}.
 */
public final class UNet2dConditionArchitecture implements Architecture {

  @Override
  public String name() {
    return "unet2d-condition";
  }

  @Override
  public Network network(JsonNode config) {
    return new UNet2d(UNet2dConfig.ofTexts(config, "config"));
  }
}
