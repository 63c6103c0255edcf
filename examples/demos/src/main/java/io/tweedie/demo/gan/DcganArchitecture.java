package io.tweedie.demo.gan;

import io.tweedie.models.architecture.ConfiguredArchitecture;

/** The generator of a GAN: {@code dcgan}. */
public final class DcganArchitecture extends ConfiguredArchitecture<DcganConfig> {

  /** As it is registered. */
  public DcganArchitecture() {
    super(DcganConfig.ARCHITECTURE, DcganConfig.class, Generator::new);
  }
}
