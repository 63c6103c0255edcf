package io.tweedie.train.data;

import org.bytedeco.pytorch.Tensor;

/** Some images of others, in an order of their own. */
record Picked(LabelledImages images, int[] indices) implements LabelledImages {

  Picked {
    if (indices.length == 0) {
      throw new IllegalArgumentException("no images are left to use");
    }
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public int classes() {
    return images.classes();
  }

  @Override
  public int channels() {
    return images.channels();
  }

  @Override
  public int label(int index) {
    return images.label(indices[index]);
  }

  @Override
  public Tensor image(int index) {
    return images.image(indices[index]);
  }
}
