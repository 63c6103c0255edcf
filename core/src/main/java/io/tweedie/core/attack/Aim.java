package io.tweedie.core.attack;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * What an attack is after: images that are taken for another class than their own, whichever, or
 * for a class that is chosen.
 */
public sealed interface Aim {

  /** The attack is untargeted. */
  record AwayFrom(Tensor labels) implements Aim {

    @Override
    public Tensor gain(Tensor logits) {
      return Aim.loss(logits, labels);
    }

    @Override
    public Tensor reached(Tensor logits) {
      return Aim.told(logits).ne(labels);
    }
  }

  /** The attack is targeted. */
  record At(Tensor labels) implements Aim {

    @Override
    public Tensor gain(Tensor logits) {
      return Aim.loss(logits, labels).neg();
    }

    @Override
    public Tensor reached(Tensor logits) {
      return Aim.told(logits).eq(labels);
    }
  }

  /**
   * Images are to be taken for anything else.
   *
   * @param labels their classes, int64 [N]
   */
  static Aim awayFrom(Tensor labels) {
    return new AwayFrom(labels);
  }

  /**
   * Images are to be taken for these classes.
   *
   * @param labels int64 [N]
   */
  static Aim at(Tensor labels) {
    return new At(labels);
  }

  /**
   * How near each image is to where the attack wants it: the cross-entropy, or minus that.
   *
   * @param logits N x classes
   * @return [N]
   */
  Tensor gain(Tensor logits);

  /** Whether each image is where the attack wants it; bool [N]. */
  Tensor reached(Tensor logits);

  private static Tensor loss(Tensor logits, Tensor labels) {
    return logits.log_softmax(1).gather(1, labels.unsqueeze(1)).squeeze(1).neg();
  }

  private static Tensor told(Tensor logits) {
    return logits.argmax(new LongOptional(1), false);
  }
}
