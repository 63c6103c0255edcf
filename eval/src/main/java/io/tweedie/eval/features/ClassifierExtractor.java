package io.tweedie.eval.features;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.tensor.Compute;
import io.tweedie.models.nn.FeatureNetwork;
import io.tweedie.models.prior.Classifier;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Features of a small classifier: means over places of its last stage, and its scores. */
final class ClassifierExtractor implements FeatureExtractor {

  private static final double[] CLEAN = {0};

  private final Classifier classifier;
  private final FeatureNetwork network;
  private final String sha256;
  private final Compute compute;

  private ClassifierExtractor(
      Classifier classifier, FeatureNetwork network, String sha256, Compute compute) {
    this.classifier = classifier;
    this.network = network;
    this.sha256 = sha256;
    this.compute = compute;
  }

  static ClassifierExtractor load(Path folder, Compute compute) throws IOException {
    Classifier classifier = Classifier.load(folder);
    if (classifier.network() instanceof FeatureNetwork network) {
      return new ClassifierExtractor(classifier, network, classifier.hash(), compute);
    }
    classifier.close();
    throw new IllegalArgumentException(
        "%s holds a classifier of architecture %s; features are taken of those of clean images"
            .formatted(folder, classifier.spec().architecture()));
  }

  @Override
  public FeatureKind kind() {
    return new FeatureKind(
        classifier.spec().name(),
        "the classifier %s, SHA-256 %s"
            .formatted(classifier.spec().name(), sha256.substring(0, 12)),
        false,
        network.features(),
        0,
        network.classes());
  }

  @Override
  public String fingerprint() {
    return classifier.spec().name() + "-" + sha256.substring(0, 24);
  }

  @Override
  public Tensor extract(Tensor image) {
    Tensor channels = Channels.of(image, network.inChannels());
    return cat(
        new TensorVector(
            network.features(channels, compute), network.forward(channels, CLEAN, compute)),
        1);
  }

  @Override
  public void close() {
    classifier.close();
  }
}
