package io.tweedie.eval.robust;

import io.tweedie.core.attack.Aim;
import io.tweedie.core.attack.ImageClassifier;
import io.tweedie.core.attack.ProjectedGradient;
import io.tweedie.core.random.NoiseSource;
import java.util.OptionalLong;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** How many images a classifier tells right under one attack, batch by batch. */
public final class AttackedAccuracy {

  private final ImageClassifier classifier;
  private final ProjectedGradient attack;
  private final OptionalLong target;
  private long images;
  private long correct;
  private long atTarget;

  /**
   * Nothing seen yet.
   *
   * @param attack of radius 0 for images as they are
   * @param target the class that images are to be taken for; none for any but their own
   */
  public AttackedAccuracy(
      ImageClassifier classifier, ProjectedGradient attack, OptionalLong target) {
    this.classifier = classifier;
    this.attack = attack;
    this.target = target;
  }

  /**
   * Attacks a batch and counts.
   *
   * @param batch float32 N x C x H x W in [-1, 1]
   * @param labels its classes, int64 [N]
   * @param noise for random starts
   * @return the attacked images
   */
  public Tensor add(Tensor batch, Tensor labels, NoiseSource noise) {
    Aim aim =
        target.isPresent()
            ? Aim.at(labels.mul(new Scalar(0L)).add(scalarOf(target)))
            : Aim.awayFrom(labels);
    Tensor attacked = attack.radius() == 0 ? batch : attack.attack(classifier, batch, aim, noise);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor told = classifier.logits(attacked).argmax(new LongOptional(1), false);
      images += labels.numel();
      correct += count(told.eq(labels));
      atTarget += target.isPresent() ? count(told.eq(scalarOf(target))) : 0;
    }
    return attacked;
  }

  private static Scalar scalarOf(OptionalLong target) {
    return new Scalar(target.getAsLong());
  }

  private static long count(Tensor flags) {
    return flags.sum().to(ScalarType.Long).item_long();
  }

  /** Epsilon of the attack, in the units of [0, 1]. */
  public double radius() {
    return attack.radius();
  }

  /** How many images were seen. */
  public long images() {
    return images;
  }

  /** How many of them were told right, attacked. */
  public long correct() {
    return correct;
  }

  /** Their share in percent. */
  public double percent() {
    return 100.0 * correct / images;
  }

  /** The share in percent that is taken for the target. */
  public double percentAtTarget() {
    return 100.0 * atTarget / images;
  }
}
