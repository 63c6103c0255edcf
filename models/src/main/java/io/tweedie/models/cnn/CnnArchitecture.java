package io.tweedie.models.cnn;

import io.tweedie.models.architecture.ConfiguredArchitecture;

/** A classifier of clean images: {@code cnn}. */
public final class CnnArchitecture extends ConfiguredArchitecture<CnnConfig> {

  /** As it is registered. */
  public CnnArchitecture() {
    super("cnn", CnnConfig.class, CnnClassifier::new);
  }
}
