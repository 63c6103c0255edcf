package io.tweedie.core.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.random.RandomStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProjectedGradientTest {

  private static final LinearClassifier PLANE = LinearClassifier.of(3, 1, 1, 3, 4);
  private static final KeyedNoise NOISE = new KeyedNoise(7, new long[] {0});

  /** Far from the ends of the range of pixels, which then play no part. */
  private static Tensor image() {
    return new RandomStream(5).uniform(-0.2, 0.2, 1, 1, 3, 4);
  }

  private static Tensor own(Tensor image) {
    return Tensor.create(new long[] {PLANE.margin(image) > 0 ? 1 : 0}, 1);
  }

  private static boolean fools(ProjectedGradient attack) {
    Tensor x = image();
    Aim aim = Aim.awayFrom(own(x));
    Tensor attacked = attack.attack(PLANE, x, aim, NOISE);
    return aim.reached(PLANE.logits(attacked)).item_bool();
  }

  @ParameterizedTest
  @CsvSource({"1", "7"})
  void aPlaneIsCrossedWhenTheRadiusExceedsTheDistanceFromIt(int steps) {
    try (PointerScope scope = new PointerScope()) {
      double margin = Math.abs(PLANE.margin(image()));
      assertThat(fools(ProjectedGradient.of(AttackNorm.L2, 0.99 * margin, steps))).isFalse();
      assertThat(fools(ProjectedGradient.of(AttackNorm.L2, 1.01 * margin, steps))).isTrue();
      // Under the other norm a plane is as far as what lies across it divided by the 1-norm of
      // its normal.
      double largest =
          margin * PLANE.normal().norm().item_double() / PLANE.normal().abs().sum().item_double();
      assertThat(fools(ProjectedGradient.of(AttackNorm.LINF, 0.99 * largest, steps))).isFalse();
      assertThat(fools(ProjectedGradient.of(AttackNorm.LINF, 1.01 * largest, steps))).isTrue();
      assertThat(fools(ProjectedGradient.fast(AttackNorm.LINF, 0.99 * largest))).isFalse();
      assertThat(fools(ProjectedGradient.fast(AttackNorm.LINF, 1.01 * largest))).isTrue();
    }
  }

  @Test
  void aTargetedAttackMovesTheOtherWay() {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = image();
      Tensor other = own(x).neg().add(new Scalar(1L));
      ProjectedGradient attack = ProjectedGradient.of(AttackNorm.L2, 0.1, 3);
      Tensor away = attack.attack(PLANE, x, Aim.awayFrom(own(x)), NOISE);
      Tensor there = attack.attack(PLANE, x, Aim.at(other), NOISE);
      Tensor home = attack.attack(PLANE, x, Aim.at(own(x)), NOISE);
      // Of two classes, away from one is towards the other.
      assertThat(there.sub(away).abs().max().item_double()).isLessThan(1e-6);
      assertThat(home.sub(x).add(away.sub(x)).abs().max().item_double()).isLessThan(1e-6);
      assertThat(away.sub(x).norm().item_double()).isCloseTo(0.2, within(1e-5));
    }
  }

  @Test
  void theFirstImageThatIsMissedStays() {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = image();
      double margin = Math.abs(PLANE.margin(x));
      ProjectedGradient far = ProjectedGradient.of(AttackNorm.L2, 3 * margin, 10);
      Tensor attacked =
          far.withStepSize(0.4 * margin)
              .keeping(Kept.FIRST)
              .attack(PLANE, x, Aim.awayFrom(own(x)), NOISE);
      assertThat(attacked.sub(x).norm().item_double() / 2).isCloseTo(1.2 * margin, within(1e-5));
    }
  }

  @Test
  void noisyImagesHaveNoRange() {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = image().add(new Scalar(2.0));
      ProjectedGradient attack = ProjectedGradient.fast(AttackNorm.L2, 0.1).unlimited();
      Tensor other = own(x).neg().add(new Scalar(1L));
      Tensor attacked = attack.attack(PLANE, x, Aim.at(other), NOISE);
      assertThat(attacked.sub(x).norm().item_double()).isCloseTo(0.2, within(1e-5));
    }
  }

  @ParameterizedTest
  @EnumSource(AttackNorm.class)
  void anImageIsAttackedAlikeInAnyBatch(AttackNorm norm) {
    try (PointerScope scope = new PointerScope()) {
      Tensor images = new RandomStream(9).uniform(-1, 1, 3, 1, 3, 4);
      Tensor labels = Tensor.create(new long[] {0, 1, 0}, 3);
      ProjectedGradient attack = ProjectedGradient.of(norm, 0.3, 2).withRestarts(2);
      Tensor all =
          attack.attack(
              PLANE, images, Aim.awayFrom(labels), new KeyedNoise(1, new long[] {10, 11, 12}));
      Tensor alone =
          attack.attack(
              PLANE,
              images.narrow(0, 2, 1),
              Aim.awayFrom(labels.narrow(0, 2, 1)),
              new KeyedNoise(1, new long[] {12}));
      assertThat(alone.equal(all.narrow(0, 2, 1))).isTrue();
    }
  }

  @Test
  void settingsThatAreNoAttackAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProjectedGradient.of(AttackNorm.L2, -1, 3))
        .withMessage("an attack needs a radius of at least 0, got -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProjectedGradient.of(AttackNorm.L2, 1, 0))
        .withMessage("an attack needs at least 1 step, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProjectedGradient.fast(AttackNorm.L2, 1).withRestarts(2))
        .withMessage("an attack needs one start, to keep none but the worst, got 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttackNorm.parse("l1"))
        .withMessage("norm 'l1' is not known; choose l2 or linf");
  }
}
