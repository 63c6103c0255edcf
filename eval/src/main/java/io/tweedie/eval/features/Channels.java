package io.tweedie.eval.features;

import org.bytedeco.pytorch.Tensor;

/** Gray and colour, where a network takes one of them. */
final class Channels {

  private Channels() {}

  /** N x 1 or 3 x H x W with other channels: gray is three equal ones, and colour its mean. */
  static Tensor of(Tensor image, int channels) {
    if (image.size(1) == channels) {
      return image;
    }
    return channels == 1
        ? image.mean(new long[] {1}).unsqueeze(1)
        : image.expand(image.size(0), channels, image.size(2), image.size(3));
  }
}
