package io.tweedie.models.diffusers;

import org.bytedeco.pytorch.Tensor;

/** The positions of an image as a row of tokens. */
final class Tokens {

  private Tokens() {}

  /** N x C x H x W to N x (H W) x C. */
  static Tensor of(Tensor image) {
    return image.flatten(2, 3).transpose(1, 2).contiguous();
  }

  /** N x (H W) x C to N x C x H x W, with height and width of another image. */
  static Tensor asImage(Tensor tokens, Tensor like) {
    return tokens
        .transpose(1, 2)
        .reshape(tokens.size(0), tokens.size(2), like.size(2), like.size(3));
  }
}
