package io.tweedie.core.attack;

import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.random.RandomStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Two classes on either side of a plane, whose distance from every image is known. */
record LinearClassifier(Tensor normal) implements ImageClassifier {

  static LinearClassifier of(long seed, long... shape) {
    return new LinearClassifier(new RandomStream(seed).normal(shape));
  }

  @Override
  public Tensor logits(Tensor images) {
    Tensor side = side(images).unsqueeze(1);
    return cat(new TensorVector(side.neg(), side), 1);
  }

  private Tensor side(Tensor images) {
    return images.mul(normal).flatten(1, -1).sum(1);
  }

  /** Euclidean distance from the plane in the units of [0, 1], positive for class 1. */
  double margin(Tensor image) {
    return side(image).item_double() / normal.norm().item_double() / 2;
  }
}
