package io.tweedie.core.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.core.tensor.Shape;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

class MaskPropertiesTest {

  @Property(tries = 100)
  void missesExactlyTheFraction(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double fraction,
      @ForAll long seed) {
    try (PointerScope scope = new PointerScope()) {
      Inpainting a = Inpainting.random(new Shape(3, height, width), fraction, seed);
      assertThat(zeros(a.mask())).isEqualTo(Math.round(fraction * (height * width)));
    }
  }

  @Property(tries = 60)
  void brushesExactlyAShareWithinTheRange(
      @ForAll @IntRange(min = 1, max = 80) int height,
      @ForAll @IntRange(min = 1, max = 80) int width,
      @ForAll @DoubleRange(min = 0.01, max = 0.9) double least,
      @ForAll @DoubleRange(min = 0, max = 0.09) double more,
      @ForAll long seed) {
    try (PointerScope scope = new PointerScope()) {
      Shape shape = new Shape(3, height, width);
      long pixels = (long) height * width;
      assertThat(zeros(Inpainting.freeForm(shape, least, least, seed).mask()))
          .isEqualTo(Math.round(least * pixels));
      assertThat(zeros(Inpainting.freeForm(shape, least, least + more, seed).mask()))
          .isBetween(Math.round(least * pixels), Math.round((least + more) * pixels));
    }
  }

  /** 0.5 of 9 x 9 and the like: halves of a pixel, which the order of two products can decide. */
  @Property(tries = 200)
  void countsHalvesOfAPixelTheSameInEveryMask(
      @ForAll @IntRange(min = 1, max = 80) int height,
      @ForAll @IntRange(min = 1, max = 80) int width,
      @ForAll @IntRange(min = 1, max = 99) int percent) {
    try (PointerScope scope = new PointerScope()) {
      Shape shape = new Shape(3, height, width);
      double share = percent / 100.0;
      assertThat(zeros(Inpainting.freeForm(shape, share, share, 0).mask()))
          .isEqualTo(zeros(Inpainting.random(shape, share, 0).mask()));
    }
  }

  @Property(tries = 100)
  void keepsARandomBoxAwayFromTheEdgesWhereItCan(
      @ForAll @IntRange(min = 1, max = 64) int height,
      @ForAll @IntRange(min = 1, max = 63) int width,
      @ForAll long seed) {
    try (PointerScope scope = new PointerScope()) {
      Inpainting a = Inpainting.randomBox(new Shape(3, 64, 64), height, width, seed);
      assertThat(zeros(a.mask())).isEqualTo((long) height * width);
      long top = Math.min(16, (64 - height) / 2);
      long left = Math.min(16, (64 - width) / 2);
      Tensor inside = a.mask().narrow(2, top, 64 - 2 * top).narrow(3, left, 64 - 2 * left);
      assertThat(zeros(inside)).isEqualTo((long) height * width);
    }
  }

  private static long zeros(Tensor mask) {
    return (long) (mask.numel() - mask.sum().item_double());
  }
}
