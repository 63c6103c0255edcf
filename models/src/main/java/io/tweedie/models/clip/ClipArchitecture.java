package io.tweedie.models.clip;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.models.architecture.Architecture;
import io.tweedie.models.nn.Network;

/** {@code clip}: the configuration is one of transformers' {@code CLIPModel}. */
public final class ClipArchitecture implements Architecture {

  @Override
  public String name() {
    return "clip";
  }

  @Override
  public Network network(JsonNode config) {
    return new ClipModel(ClipConfig.read(config, "config"));
  }
}
