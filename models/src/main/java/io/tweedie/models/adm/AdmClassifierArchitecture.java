package io.tweedie.models.adm;

import io.tweedie.models.architecture.ConfiguredArchitecture;

/** The classifier of noisy images of guided-diffusion: {@code adm-classifier}, with its flags. */
public final class AdmClassifierArchitecture extends ConfiguredArchitecture<ClassifierConfig> {

  /** As it is registered. */
  public AdmClassifierArchitecture() {
    super("adm-classifier", ClassifierConfig.class, AdmClassifier::new);
  }
}
