package io.tweedie.models.diffusers;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.models.architecture.Architecture;
import io.tweedie.models.nn.Network;

/** {@code autoencoder-kl}: the configuration is one of diffusers' {@code AutoencoderKL}. */
public final class AutoencoderArchitecture implements Architecture {

  @Override
  public String name() {
    return "autoencoder-kl";
  }

  @Override
  public Network network(JsonNode config) {
    return new AutoencoderKl(AutoencoderConfig.read(config, "config"));
  }
}
