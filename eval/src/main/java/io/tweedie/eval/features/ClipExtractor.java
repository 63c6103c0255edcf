package io.tweedie.eval.features;

import io.tweedie.core.tensor.Compute;
import io.tweedie.models.clip.ClipFiles;
import io.tweedie.models.clip.ClipImages;
import io.tweedie.models.clip.ClipModel;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;

/** The vectors that CLIP gives images, as long as they come. */
final class ClipExtractor implements FeatureExtractor {

  private final ClipModel model;
  private final ClipImages preparation;
  private final String sha256;
  private final Compute compute;

  private ClipExtractor(ClipModel model, ClipImages preparation, String sha256, Compute compute) {
    this.model = model;
    this.preparation = preparation;
    this.sha256 = sha256;
    this.compute = compute;
  }

  static ClipExtractor load(Path source, Compute compute) throws IOException {
    ClipModel model = ClipFiles.model(source, compute.precision());
    try {
      return new ClipExtractor(
          model, ClipFiles.images(source, model), ClipFiles.hash(source), compute);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public FeatureKind kind() {
    return new FeatureKind(
        "clip",
        "CLIP's vectors of images, not normalised, SHA-256 " + sha256.substring(0, 12),
        false,
        model.config().projection(),
        0,
        0);
  }

  @Override
  public String fingerprint() {
    return "clip-" + sha256.substring(0, 24);
  }

  @Override
  public Tensor extract(Tensor image) {
    return model.images(preparation.prepare(image), compute);
  }

  @Override
  public void close() {
    model.close();
  }
}
