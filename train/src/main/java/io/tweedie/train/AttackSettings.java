package io.tweedie.train;

import io.tweedie.core.attack.AttackNorm;
import io.tweedie.core.attack.Kept;
import io.tweedie.core.attack.ProjectedGradient;

/**
 * Adversarial training (Madry et al. 2018): the loss is that of images as an attack has changed
 * them.
 *
 * @param norm of the ball, l2 or linf
 * @param eps its radius, in the units of [0, 1]
 * @param steps of projected gradient descent, each of 2.5 eps / steps
 * @param fast the share of the training, from its beginning, in which the attack is a single step
 *     of 1.25 eps from a random start (Wong et al. 2020), which costs a fraction of the time
 */
public record AttackSettings(String norm, double eps, int steps, double fast) {

  private static final int MEASURED_STEPS = 10;

  /** Refuses attacks that there are not. */
  public AttackSettings {
    AttackNorm.parse(norm);
    require(eps > 0, "attack.eps must be above 0, got " + eps + "; without attack drop it");
    require(steps > 0, "attack.steps must be at least 1, got " + steps);
    require(fast >= 0 && fast <= 1, "attack.fast must be in [0, 1], got " + fast);
  }

  /**
   * The attack of a step.
   *
   * @param kept which image a thorough attack gives
   */
  ProjectedGradient at(long step, long steps, Kept kept) {
    AttackNorm ball = AttackNorm.parse(norm);
    return step <= fast * steps
        ? ProjectedGradient.fast(ball, eps).withStepSize(1.25 * eps).withRestarts(1)
        : ProjectedGradient.of(ball, eps, this.steps).keeping(kept).withRestarts(1);
  }

  /** By which the network is judged: from the images themselves, keeping the worst. */
  ProjectedGradient measured() {
    return ProjectedGradient.of(AttackNorm.parse(norm), eps, MEASURED_STEPS);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
