package io.tweedie.restore.photo;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import io.tweedie.images.ImageFile;
import java.io.IOException;
import java.io.InputStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The photos are pieces of 96 x 96 of those of scikit-image: astronaut (NASA, public domain),
 * coffee (Rachel Michetti, CC0) and chelsea (Stéfan van der Walt, CC0).
 */
class NoiseEstimateTest {

  static Tensor photo(String name) {
    try (InputStream file = NoiseEstimateTest.class.getResourceAsStream(name + ".png")) {
      return ImageFile.decode(file.readAllBytes(), name, ImageFile.DEFAULT_MAX_PIXELS).pixels();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With noise of a strength in 8-bit levels, stored in 8 bits. */
  private static Tensor noisy(Tensor photo, double levels) {
    Tensor z = randn(photo.shape(), new GeneratorOptional(make_generator_cpu(7)));
    return photo
        .add(z, scalar(levels / 127.5))
        .add(scalar(1))
        .mul(scalar(127.5))
        .round()
        .clamp(new ScalarOptional(scalar(0)), new ScalarOptional(scalar(255)))
        .div(scalar(127.5))
        .sub(scalar(1));
  }

  @ParameterizedTest
  @CsvSource({
    "astronaut, 5", "astronaut, 15", "astronaut, 25", "astronaut, 50",
    "coffee, 5", "coffee, 15", "coffee, 25", "coffee, 50",
    "chelsea, 5", "chelsea, 15", "chelsea, 25", "chelsea, 50"
  })
  void findsTheNoiseOfAPhotoWithinATenth(String name, double levels) {
    try (PointerScope scope = new PointerScope()) {
      double found = 255 * NoiseEstimate.sigma(noisy(photo(name), levels));
      assertThat(found).isCloseTo(levels, within(levels / 10));
    }
  }

  @Test
  void findsItInGrayPhotosToo() {
    try (PointerScope scope = new PointerScope()) {
      Tensor gray = DegradedPhoto.gray(photo("coffee"));
      double found = 255 * NoiseEstimate.sigma(noisy(gray, 20));
      assertThat(found).isCloseTo(20, within(2.0));
    }
  }

  @Test
  void whatIsCutOffAtWhiteIsNotMistakenForLessNoise() {
    try (PointerScope scope = new PointerScope()) {
      Tensor halfWhite = photo("coffee").clone();
      halfWhite.narrow(2, 0, 48).fill_(scalar(1));
      double found = 255 * NoiseEstimate.sigma(noisy(halfWhite, 25));
      assertThat(found).isCloseTo(25, within(2.5));
    }
  }

  @Test
  void findsNoneWhereThereIsNone() {
    try (PointerScope scope = new PointerScope()) {
      assertThat(NoiseEstimate.sigma(full(new long[] {1, 3, 64, 64}, scalar(0.25)))).isZero();
    }
  }

  @Test
  void saysOfWhichPhotosItCannotTell() {
    try (PointerScope scope = new PointerScope()) {
      Tensor small = full(new long[] {1, 3, 8, 20}, scalar(0.25));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NoiseEstimate.sigma(small))
          .withMessageContainingAll("20 x 8", "too small", "--sigma");
    }
  }
}
