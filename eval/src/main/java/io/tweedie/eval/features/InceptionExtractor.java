package io.tweedie.eval.features;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.tensor.Compute;
import io.tweedie.models.checkpoint.Sha256;
import io.tweedie.models.inception.InceptionConvention;
import io.tweedie.models.inception.InceptionFeatures;
import io.tweedie.models.inception.InceptionNetwork;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Inception's features, in which FID, KID, the inception score and sFID are published. */
final class InceptionExtractor implements FeatureExtractor {

  private static final int SHOWN_DIGITS = 12;

  private final InceptionNetwork network;
  private final String sha256;
  private final Compute compute;

  private InceptionExtractor(InceptionNetwork network, String sha256, Compute compute) {
    this.network = network;
    this.sha256 = sha256;
    this.compute = compute;
  }

  static InceptionExtractor load(InceptionConvention convention, Path file, Compute compute)
      throws IOException {
    InceptionNetwork network = InceptionNetwork.load(convention, file);
    try {
      return new InceptionExtractor(network, Sha256.of(file), compute);
    } catch (IOException e) {
      network.close();
      throw e;
    }
  }

  @Override
  public FeatureKind kind() {
    InceptionConvention convention = network.convention();
    return new FeatureKind(
        convention.word(),
        "Inception v3 as %s has it, %s".formatted(convention.word(), provenance(convention)),
        true,
        InceptionFeatures.POOLED,
        InceptionFeatures.SPATIAL,
        convention.classes());
  }

  /** Numbers by other weights are no FID that anybody could compare with. */
  private String provenance(InceptionConvention convention) {
    String digits = "SHA-256 " + sha256.substring(0, SHOWN_DIGITS);
    return sha256.startsWith(convention.sha256Start())
        ? "its weights, " + digits
        : "weights that are not its file (%s), but of %s"
            .formatted(convention.sha256Start(), digits);
  }

  @Override
  public String fingerprint() {
    return network.convention().word() + "-" + sha256.substring(0, 2 * SHOWN_DIGITS);
  }

  @Override
  public Tensor extract(Tensor image) {
    Tensor colour = Channels.of(image, 3);
    InceptionFeatures features = network.features(colour, compute);
    return cat(new TensorVector(features.pooled(), features.spatial(), features.logits()), 1);
  }

  @Override
  public void close() {
    network.close();
  }
}
