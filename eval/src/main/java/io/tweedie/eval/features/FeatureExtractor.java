package io.tweedie.eval.features;

import org.bytedeco.pytorch.Tensor;

/** A network that gives images the numbers by which they are compared. */
public interface FeatureExtractor extends AutoCloseable {

  /** Which features they are. */
  FeatureKind kind();

  /** Of weights and convention, by which features that were kept are known again. */
  String fingerprint();

  /**
   * Looks at an image.
   *
   * @param image float32 [1, 1 or 3, H, W] in [-1, 1]
   * @return float32 [1, width of the kind]
   * @throws IllegalArgumentException if the image is not for this network
   */
  Tensor extract(Tensor image);

  /** Frees the network. */
  @Override
  void close();
}
