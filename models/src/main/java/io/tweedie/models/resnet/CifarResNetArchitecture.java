package io.tweedie.models.resnet;

import io.tweedie.models.architecture.ConfiguredArchitecture;

/** A residual classifier of small images: {@code cifar-resnet}. */
public final class CifarResNetArchitecture extends ConfiguredArchitecture<CifarResNetConfig> {

  /** As it is registered. */
  public CifarResNetArchitecture() {
    super("cifar-resnet", CifarResNetConfig.class, CifarResNet::new);
  }
}
