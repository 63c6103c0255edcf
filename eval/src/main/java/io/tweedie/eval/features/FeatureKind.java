package io.tweedie.eval.features;

/**
 * Which features they are. A row has those that distances are measured in, then those of places,
 * then the scores of classes.
 *
 * @param name of the network, in a word
 * @param description which network with which weights shown images in which way; numbers of
 *     different descriptions cannot be compared
 * @param inception whether it is Inception, of which distances have names that everybody knows
 * @param pooled number of those that distances are measured in
 * @param spatial number of those of places; 0 for none
 * @param classes number of classes; 0 for none
 */
public record FeatureKind(
    String name, String description, boolean inception, int pooled, int spatial, int classes) {

  /** Numbers of an image. */
  public int width() {
    return pooled + spatial + classes;
  }

  /**
   * What a measure is called.
   *
   * @param ofInception its name in Inception's features
   * @param elsewhere its name in others, which are named behind it
   */
  String measure(String ofInception, String elsewhere) {
    return inception ? ofInception : "%s(%s)".formatted(elsewhere, name);
  }
}
