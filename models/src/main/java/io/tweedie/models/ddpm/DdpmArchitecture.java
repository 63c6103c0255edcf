package io.tweedie.models.ddpm;

import io.tweedie.models.architecture.ConfiguredArchitecture;

/** The plain U-Net of DDPM: {@code ddpm}, in the words of the YAML files of DDIM, DDRM and DDNM. */
public final class DdpmArchitecture extends ConfiguredArchitecture<DdpmConfig> {

  /** As it is registered. */
  public DdpmArchitecture() {
    super("ddpm", DdpmConfig.class, DdpmUNet::new);
  }
}
