package io.tweedie.models.adm;

import io.tweedie.models.architecture.ConfiguredArchitecture;

/** The U-Net of guided-diffusion: {@code adm}, with its flags. */
public final class AdmArchitecture extends ConfiguredArchitecture<AdmConfig> {

  /** As it is registered. */
  public AdmArchitecture() {
    super("adm", AdmConfig.class, AdmUNet::new);
  }

  @Override
  protected long classes(AdmConfig config) {
    return config.classCond() ? config.numClasses() : 0;
  }
}
