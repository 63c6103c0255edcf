package io.tweedie.core.attack;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.full_like;
import static org.bytedeco.pytorch.global.torch.where;

import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.Tape;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.core.tensor.Shape;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Projected gradient descent (Madry et al. 2018): steps along the gradient of the loss, each
 * brought back into a ball around the image and into the range of pixels. With one step it is the
 * fast gradient method (Goodfellow et al. 2015).
 *
 * <p>Radius and step are in the units of [0, 1], in which the literature gives them.
 *
 * @param norm of the ball
 * @param radius epsilon, at least 0
 * @param steps at least 1
 * @param stepSize length of a step by the norm, at least 0
 * @param restarts random starts; 0 begins once at the image itself
 * @param kept which image is the result
 * @param limit the largest magnitude of a pixel: 1, or infinite for noisy images
 */
public record ProjectedGradient(
    AttackNorm norm,
    double radius,
    int steps,
    double stepSize,
    int restarts,
    Kept kept,
    double limit) {

  /** What the units of [0, 1] are in those of images, [-1, 1]. */
  private static final double UNIT = 2;

  private static final String START = "attack start";

  /** Refuses settings that are no attack. */
  public ProjectedGradient {
    require(steps >= 1, "at least 1 step", steps);
    require(radius >= 0 && Double.isFinite(radius), "a radius of at least 0", radius);
    require(stepSize >= 0 && Double.isFinite(stepSize), "a step of at least 0", stepSize);
    require(restarts >= 0, "at least 0 random starts", restarts);
    require(restarts <= 1 || kept == Kept.WORST, "one start, to keep none but the worst", restarts);
  }

  private static void require(boolean fulfilled, String needed, Number given) {
    if (!fulfilled) {
      throw new IllegalArgumentException("an attack needs %s, got %s".formatted(needed, given));
    }
  }

  /**
   * The usual way to measure robustness: from the image itself, in steps of 2.5 radius / steps,
   * keeping the worst image seen.
   */
  public static ProjectedGradient of(AttackNorm norm, double radius, int steps) {
    return new ProjectedGradient(norm, radius, steps, 2.5 * radius / steps, 0, Kept.WORST, 1);
  }

  /** The fast gradient (sign) method: one step onto the surface of the ball. */
  public static ProjectedGradient fast(AttackNorm norm, double radius) {
    return new ProjectedGradient(norm, radius, 1, radius, 0, Kept.LAST, 1);
  }

  /** The same within another radius. */
  public ProjectedGradient withRadius(double other) {
    return new ProjectedGradient(norm, other, steps, stepSize, restarts, kept, limit);
  }

  /** The same from random starts; 0 for the image itself. */
  public ProjectedGradient withRestarts(int starts) {
    return new ProjectedGradient(norm, radius, steps, stepSize, starts, kept, limit);
  }

  /** The same with another result. */
  public ProjectedGradient keeping(Kept other) {
    return new ProjectedGradient(norm, radius, steps, stepSize, restarts, other, limit);
  }

  /** The same with steps of another length. */
  public ProjectedGradient withStepSize(double length) {
    return new ProjectedGradient(norm, radius, steps, length, restarts, kept, limit);
  }

  /** The same without a range of pixels, for noisy images, which have none. */
  public ProjectedGradient unlimited() {
    return new ProjectedGradient(
        norm, radius, steps, stepSize, restarts, kept, Double.POSITIVE_INFINITY);
  }

  /**
   * Attacks images.
   *
   * @param classifier that is attacked
   * @param images float32 N x C x H x W in [-1, 1], noisy ones if {@link #unlimited}
   * @param aim what the attack is after, for N images
   * @param noise where random starts come from
   * @return images of the same shape, within the ball and the range of pixels; they carry no
   *     gradient
   */
  public Tensor attack(ImageClassifier classifier, Tensor images, Aim aim, NoiseSource noise) {
    return Scoped.run(
        () -> {
          try (NoGradGuard guard = new NoGradGuard()) {
            Climb climb = new Climb(classifier, images.detach(), aim);
            for (int start = 0; start < Math.max(1, restarts); start++) {
              climb.from(restarts == 0 ? images : begin(images, noise, start));
            }
            return climb.result();
          }
        });
  }

  private Tensor begin(Tensor images, NoiseSource noise, int start) {
    Tensor change =
        norm.random(noise.normal(start, START, Shape.of(images)), UNIT * radius).to(images);
    return inRange(images.add(change));
  }

  private Tensor inRange(Tensor images) {
    return images.clamp(new ScalarOptional(scalar(-limit)), new ScalarOptional(scalar(limit)));
  }

  /** One batch under attack. Its tensors are written over, so that memory stays flat. */
  private final class Climb {

    private final ImageClassifier classifier;
    private final Tensor images;
    private final Aim aim;
    private final Tensor x;
    private final Tensor worst;
    private Tensor gain;

    Climb(ImageClassifier classifier, Tensor images, Aim aim) {
      this.classifier = classifier;
      this.images = images;
      this.aim = aim;
      x = images.clone();
      worst = images.clone();
    }

    void from(Tensor start) {
      x.copy_(start);
      for (int i = 0; i < steps; i++) {
        try (PointerScope scope = new PointerScope();
            Tape tape = Tape.open()) {
          Tensor leaf = tape.watch(x);
          Tensor logits = classifier.logits(leaf);
          Tensor gains = aim.gain(logits);
          Tensor gradients = tape.gradient(gains);
          move(logits.detach(), gains.detach(), gradients);
        }
      }
      if (kept == Kept.WORST) {
        try (PointerScope scope = new PointerScope()) {
          compare(aim.gain(classifier.logits(x)));
        }
      }
    }

    private void move(Tensor logits, Tensor gains, Tensor gradients) {
      try (NoGradGuard guard = new NoGradGuard()) {
        if (kept == Kept.WORST) {
          compare(gains);
        }
        Tensor aside = x.add(norm.steepest(gradients).mul(scalar(UNIT * stepSize)));
        Tensor change = norm.within(aside.sub(images), UNIT * radius);
        Tensor next = inRange(images.add(change));
        x.copy_(kept == Kept.FIRST ? where(perImage(aim.reached(logits)), x, next) : next);
      }
    }

    private void compare(Tensor gains) {
      if (gain == null) {
        gain = full_like(gains, scalar(Double.NEGATIVE_INFINITY)).retainReference();
      }
      Tensor better = gains.gt(gain);
      worst.copy_(where(perImage(better), x, worst));
      gain.copy_(where(better, gains, gain));
    }

    Tensor result() {
      if (gain != null) {
        gain.close();
      }
      return kept == Kept.WORST ? worst : x;
    }

    private Tensor perImage(Tensor flags) {
      return flags.reshape(-1, 1, 1, 1);
    }
  }
}
