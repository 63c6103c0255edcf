package io.tweedie.core.attack;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.random.RandomStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

class AttackPropertyTest {

  /** Rounding of float32, of sums over some fifty numbers. */
  private static final double ROUNDING = 1e-5;

  @Property(tries = 200)
  void noAttackLeavesItsBallOrTheRangeOfPixels(
      @ForAll AttackNorm norm,
      @ForAll Kept kept,
      @ForAll @DoubleRange(min = 0, max = 2) double radius,
      @ForAll @DoubleRange(min = 0, max = 3) double stepSize,
      @ForAll @IntRange(min = 1, max = 6) int steps,
      @ForAll @IntRange(min = 0, max = 2) int restarts,
      @ForAll boolean targeted,
      @ForAll @IntRange(min = 0, max = 1000) int seed) {
    try (PointerScope scope = new PointerScope()) {
      int starts = kept == Kept.WORST ? restarts : Math.min(restarts, 1);
      ProjectedGradient attack =
          new ProjectedGradient(norm, radius, steps, stepSize, starts, kept, 1);
      // Some pixels are at the end of their range.
      Tensor images =
          new RandomStream(seed)
              .uniform(-1.3, 1.3, 3, 2, 4, 3)
              .clamp_max(scalar(1))
              .clamp_min(scalar(-1));
      Tensor labels = Tensor.create(new long[] {0, 1, 1}, 3);
      Tensor attacked =
          attack.attack(
              LinearClassifier.of(seed + 1, 1, 2, 4, 3),
              images,
              targeted ? Aim.at(labels) : Aim.awayFrom(labels),
              new KeyedNoise(seed, new long[] {4, 5, 6}));

      assertThat(attacked.shape()).isEqualTo(images.shape());
      assertThat(norm.sizes(attacked.sub(images)).max().item_double() / 2)
          .isLessThanOrEqualTo(radius * (1 + ROUNDING) + ROUNDING);
      assertThat(attacked.abs().max().item_double()).isLessThanOrEqualTo(1);
    }
  }

  @Property(tries = 50)
  void moreStartsAreNeverWorse(
      @ForAll AttackNorm norm, @ForAll @IntRange(min = 0, max = 1000) int seed) {
    try (PointerScope scope = new PointerScope()) {
      Tensor images = new RandomStream(seed).uniform(-1, 1, 2, 1, 4, 4);
      LinearClassifier plane = LinearClassifier.of(seed + 1, 1, 1, 4, 4);
      // Folded, so that where an attack begins decides where it ends.
      ImageClassifier folded = x -> plane.logits(x.mul(scalar(3)).cos());
      Aim aim = Aim.awayFrom(Tensor.create(new long[] {0, 1}, 2));
      ProjectedGradient attack = ProjectedGradient.of(norm, 0.4, 3);
      KeyedNoise noise = new KeyedNoise(seed, new long[] {0, 1});
      Tensor before = null;
      for (int starts = 1; starts <= 3; starts++) {
        Tensor attacked = attack.withRestarts(starts).attack(folded, images, aim, noise);
        Tensor gain = aim.gain(folded.logits(attacked));
        if (before != null) {
          assertThat(gain.ge(before.sub(scalar(1e-6))).all().item_bool()).isTrue();
        }
        before = gain;
      }
    }
  }
}
