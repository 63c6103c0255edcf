package io.tweedie.core.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.random.RandomStream;
import java.util.OptionalLong;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomizedSmoothingTest {

  private static final LinearClassifier PLANE = LinearClassifier.of(3, 1, 1, 3, 4);

  /** All hits: alpha^(1/n). The others are the tables of Clopper and Pearson at 95 %. */
  @ParameterizedTest
  @CsvSource({
    "100, 100, 0.001, 0.933254",
    "50, 100, 0.025, 0.398321",
    "1, 10, 0.025, 0.002529",
    "0, 10, 0.025, 0"
  })
  void theBoundIsThatOfClopperAndPearson(long hits, long draws, double alpha, double bound) {
    assertThat(RandomizedSmoothing.lowerBound(hits, draws, alpha)).isCloseTo(bound, within(1e-6));
  }

  /**
   * Smoothed, a plane stays where it is, so its distance is the radius that could be certified with
   * infinitely many draws. No certificate may exceed it, and no attack within may succeed.
   */
  @Test
  void noAttackContradictsACertificate() {
    RandomizedSmoothing smoothing = new RandomizedSmoothing(0.25, 50, 1000, 0.001);
    int certified = 0;
    for (int i = 0; i < 25; i++) {
      try (PointerScope scope = new PointerScope()) {
        Tensor image = new RandomStream(i).uniform(-0.3, 0.3, 1, 1, 3, 4);
        KeyedNoise noise = new KeyedNoise(1, new long[] {i});
        Certificate certificate = smoothing.certify(PLANE, image, noise);
        double margin = PLANE.margin(image);
        if (certificate.label().isEmpty()) {
          // Fifty draws may choose the wrong side this near to the plane, once in 2000 times.
          assertThat(Math.abs(margin)).isLessThan(0.15);
          continue;
        }
        certified++;
        long label = margin > 0 ? 1 : 0;
        assertThat(certificate.label()).hasValue(label);
        assertThat(certificate.radius()).isLessThanOrEqualTo(Math.abs(margin));
        assertThat(fools(image, label, certificate.radius())).isFalse();
        assertThat(fools(image, label, 1.01 * Math.abs(margin))).isTrue();
        // A thousand draws tell no more than sigma Phi^-1(0.001^(1/1000)).
        assertThat(certificate.radius()).isLessThanOrEqualTo(0.25 * 2.463);
      }
    }
    assertThat(certified).isGreaterThan(15);
  }

  private static boolean fools(Tensor image, long label, double radius) {
    Aim aim = Aim.awayFrom(Tensor.create(new long[] {label}, 1));
    Tensor attacked =
        ProjectedGradient.of(AttackNorm.L2, radius, 10)
            .attack(PLANE, image, aim, new KeyedNoise(0, new long[] {0}));
    return aim.reached(PLANE.logits(attacked)).item_bool();
  }

  @Test
  void onThePlaneItAbstains() {
    try (PointerScope scope = new PointerScope()) {
      Tensor image = Tensor.create(new float[12], 1, 1, 3, 4);
      Certificate certificate =
          new RandomizedSmoothing(0.25, 10, 200, 0.001)
              .certify(PLANE, image, new KeyedNoise(1, new long[] {0}));
      assertThat(certificate).isEqualTo(Certificate.ABSTAINED);
      assertThat(certificate.proves(0, 0)).isFalse();
    }
  }

  @Test
  void aCertificateProvesItsClassWithinItsRadius() {
    Certificate certificate = new Certificate(OptionalLong.of(3), 0.5);
    assertThat(certificate.proves(3, 0.5)).isTrue();
    assertThat(certificate.proves(3, 0.51)).isFalse();
    assertThat(certificate.proves(2, 0)).isFalse();
  }

  @Test
  void settingsThatProveNothingAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomizedSmoothing(0, 1, 1, 0.1))
        .withMessageContaining("smoothing needs sigma above 0");
  }
}
