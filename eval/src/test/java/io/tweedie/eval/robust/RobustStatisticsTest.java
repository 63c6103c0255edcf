package io.tweedie.eval.robust;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.cat;

import io.tweedie.core.attack.AttackNorm;
import io.tweedie.core.attack.Certificate;
import io.tweedie.core.attack.ImageClassifier;
import io.tweedie.core.attack.ProjectedGradient;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.tensor.Backend;
import io.tweedie.models.prior.ClassEnergies;
import java.util.OptionalLong;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RobustStatisticsTest {

  private static final KeyedNoise NOISE = new KeyedNoise(0, new long[] {0, 1, 2, 3});

  /** Two classes by the sign of the one pixel that images have. */
  private static final ImageClassifier SIGN =
      x -> {
        Tensor pixel = x.flatten(1, -1);
        return cat(new TensorVector(pixel.neg(), pixel), 1);
      };

  @BeforeAll
  static void startBackend() {
    Backend.initialize();
  }

  private static Tensor pixels(float... values) {
    return Tensor.create(values, values.length, 1, 1, 1);
  }

  private static AttackedAccuracy attacked(double radius, OptionalLong target) {
    AttackedAccuracy accuracy =
        new AttackedAccuracy(SIGN, ProjectedGradient.of(AttackNorm.L2, radius, 5), target);
    // In the units of [0, 1] they are 0.05, 0.2, 0.3 and 0.1 away from the other class.
    accuracy.add(
        pixels(-0.1f, 0.4f, -0.6f, 0.2f), Tensor.create(new long[] {0, 1, 0, 0}, 4), NOISE);
    return accuracy;
  }

  @Test
  void attacksTakeImagesOneByOneAsTheyGrow() {
    try (PointerScope scope = new PointerScope()) {
      assertThat(attacked(0, OptionalLong.empty()).percent()).isEqualTo(75);
      assertThat(attacked(0.1, OptionalLong.empty()).percent()).isEqualTo(50);
      assertThat(attacked(0.25, OptionalLong.empty()).percent()).isEqualTo(25);
      assertThat(attacked(0.35, OptionalLong.empty()).percent()).isZero();
    }
  }

  /** Towards class 0 the image that was missed comes right. */
  @Test
  void attacksWithATargetAreCountedByIt() {
    try (PointerScope scope = new PointerScope()) {
      AttackedAccuracy accuracy = attacked(0.25, OptionalLong.of(0));
      assertThat(accuracy.percent()).isEqualTo(75);
      assertThat(accuracy.percentAtTarget()).isEqualTo(100);
      assertThat(accuracy.images()).isEqualTo(4);
    }
  }

  @Test
  void certificatesCountUpToTheirRadius() {
    CertifiedAccuracy accuracy = new CertifiedAccuracy();
    accuracy.add(1, new Certificate(OptionalLong.of(1), 0.3));
    accuracy.add(1, new Certificate(OptionalLong.of(0), 0.9));
    accuracy.add(0, Certificate.ABSTAINED);
    accuracy.add(0, new Certificate(OptionalLong.of(0), 0.6));
    assertThat(accuracy.percent(0)).isEqualTo(50);
    assertThat(accuracy.percent(0.5)).isEqualTo(25);
    assertThat(accuracy.abstained()).isEqualTo(25);
  }

  /** Of logits -p and p: E(x) = -ln(2 cosh p), and E(x, y) is p for class 0 and -p for class 1. */
  @Test
  void energiesAreThoseOfTheLogits() {
    try (PointerScope scope = new PointerScope()) {
      EnergyStatistics statistics = new EnergyStatistics(SIGN, 2);
      statistics.add(pixels(0.5f, -0.2f), Tensor.create(new long[] {1, 0}, 2));
      statistics.add(pixels(0.9f), Tensor.create(new long[] {1}, 1));
      ClassEnergies energies = statistics.measured();
      double first = -Math.log(2 * Math.cosh(0.5));
      double second = -Math.log(2 * Math.cosh(0.9));
      assertThat(energies.images()).containsExactly(1, 2);
      assertThat(energies.mean().get(1)).isCloseTo((first + second) / 2, within(1e-6));
      assertThat(energies.deviation().get(1))
          .isCloseTo(Math.abs(first - second) / Math.sqrt(2), within(1e-6));
      assertThat(energies.lowest().get(1)).isCloseTo(second, within(1e-6));
      assertThat(energies.highest().get(1)).isCloseTo(first, within(1e-6));
      assertThat(energies.jointMean().get(0)).isCloseTo(-0.2, within(1e-6));
      assertThat(energies.jointMean().get(1)).isCloseTo(-0.7, within(1e-6));
    }
  }

  @Test
  void aClassWithoutImagesHasNoEnergy() {
    try (PointerScope scope = new PointerScope()) {
      EnergyStatistics statistics = new EnergyStatistics(SIGN, 2);
      statistics.add(pixels(1).mul(scalar(1)), Tensor.create(new long[] {0}, 1));
      assertThatIllegalStateException()
          .isThrownBy(statistics::measured)
          .withMessage("there is no image of class 1; measure more");
    }
  }
}
