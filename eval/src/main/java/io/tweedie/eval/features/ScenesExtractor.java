package io.tweedie.eval.features;

import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.dense.DenseNetwork;
import io.tweedie.models.nn.Network;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;

/** Features of a dense network: means over places of what its scores are made of. */
final class ScenesExtractor implements FeatureExtractor {

  private final ModelSpec spec;
  private final DenseNetwork network;
  private final String sha256;
  private final Compute compute;

  private ScenesExtractor(ModelSpec spec, DenseNetwork network, String sha256, Compute compute) {
    this.spec = spec;
    this.network = network;
    this.sha256 = sha256;
    this.compute = compute;
  }

  static ScenesExtractor load(Path folder, Compute compute) throws IOException {
    Backend.initialize();
    ModelSpec spec = ModelSpec.read(folder.resolve(ModelSpec.FILE));
    Network network = spec.loadFrom(folder);
    if (network instanceof DenseNetwork dense) {
      return new ScenesExtractor(spec, dense, Sha256.of(spec.weightsIn(folder)), compute);
    }
    network.close();
    throw new IllegalArgumentException(
        "model %s is of architecture %s; features are taken of a dense one"
            .formatted(spec.name(), spec.architecture()));
  }

  @Override
  public FeatureKind kind() {
    return new FeatureKind(
        spec.name(),
        "the network %s, SHA-256 %s".formatted(spec.name(), sha256.substring(0, 12)),
        false,
        network.features(),
        0,
        0);
  }

  @Override
  public String fingerprint() {
    return spec.name() + "-" + sha256.substring(0, 24);
  }

  @Override
  public Tensor extract(Tensor image) {
    return network.features(Channels.of(image, network.inChannels()), compute);
  }

  @Override
  public void close() {
    network.close();
  }
}
