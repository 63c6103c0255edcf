package io.tweedie.models.adm;

import io.tweedie.models.parity.DeterministicWeights;

/** Networks that take milliseconds. */
final class SmallNetworks {

  private SmallNetworks() {}

  static AdmConfig config(boolean classCond) {
    return new AdmConfig(
        16, 3, 32, 1, "1,2", "8", 1, 16, -1, true, true, true, false, 0, classCond, 10, true, true,
        "group", null, null);
  }

  /** On squares of pixels, with a path at full resolution; local. */
  static AdmConfig detailed() {
    return new AdmConfig(
        16, 3, 32, 1, "1,2", "", 1, 16, -1, true, false, true, false, 0, false, null, false, false,
        "pixel", 2, 8);
  }

  static AdmUNet unet(AdmConfig config) {
    AdmUNet network = new AdmUNet(config);
    DeterministicWeights.fill(network.parameters());
    return network;
  }

  static AdmClassifier classifier(ClassifierPool pool) {
    AdmClassifier network =
        new AdmClassifier(
            new ClassifierConfig(16, 3, 32, 1, "8", true, true, pool, "1,2", 16, 10, null));
    DeterministicWeights.fill(network.parameters());
    return network;
  }
}
