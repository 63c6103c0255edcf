package io.tweedie.models.dense;

import io.tweedie.models.architecture.ConfiguredArchitecture;

/** A network that scores every cell of a picture: {@code dense}. */
public final class DenseArchitecture extends ConfiguredArchitecture<DenseConfig> {

  /** As it is registered. */
  public DenseArchitecture() {
    super("dense", DenseConfig.class, DenseNetwork::new);
  }
}
