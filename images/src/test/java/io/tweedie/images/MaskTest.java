package io.tweedie.images;

import static io.tweedie.images.Samples.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tweedie.core.task.InpaintingTask.Fill;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskTest {
  private static final int[] WHITE = {255, 255, 255, 255};

  @TempDir Path directory;

  @Test
  void whiteIsKeptAndBlackIsMissing() {
    Path file = gray(255, 0, 127, 128);
    try (PointerScope scope = new PointerScope()) {
      Tensor mask = Mask.read(file, 2, 2);
      assertThat(mask.shape()).containsExactly(1, 1, 2, 2);
      assertThat(values(mask)).containsExactly(1, 0, 0, 1);
    }
  }

  @Test
  void whiteMayMarkWhatIsMissingButTransparencyStaysThat() {
    Path gray = gray(255, 0, 127, 128);
    Path glass = grayWithAlpha(new int[] {0, 255, 100, 255}, new int[] {255, 0, 128, 127});
    try (PointerScope scope = new PointerScope()) {
      assertThat(values(Mask.read(gray, Fill.WHITE, 2, 2))).containsExactly(0, 1, 1, 0);
      assertThat(values(Mask.read(glass, Fill.WHITE, 2, 2))).containsExactly(1, 0, 1, 0);
    }
    Path white = gray(WHITE);
    assertThatThrownBy(() -> Mask.read(white, Fill.WHITE, 2, 2))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("keeps nothing; paint the pixels to keep black");
  }

  @Test
  void coloursAreDecidedByTheirLuma() {
    try (PointerScope scope = new PointerScope()) {
      // Pure red, green, blue, and a red light enough to be kept.
      float[] planes = {1, -1, -1, 1, -1, 1, -1, 0.4f, -1, -1, 1, 0.4f};
      Path file = directory.resolve("mask.png");
      ImageFile.writePng(file, Tensor.create(planes, 1, 3, 2, 2));
      assertThat(values(Mask.read(file, 2, 2))).containsExactly(0, 1, 0, 1);
    }
  }

  @Test
  void transparentIsMissingWhateverTheColour() {
    Path file = grayWithAlpha(new int[] {0, 255, 100, 255}, new int[] {255, 0, 128, 127});
    try (PointerScope scope = new PointerScope()) {
      assertThat(values(Mask.read(file, 2, 2))).containsExactly(1, 0, 1, 0);
    }
  }

  @Test
  void anOpaqueMaskIsReadByItsColours() {
    Path file = grayWithAlpha(new int[] {0, 255, 0, 255}, WHITE);
    try (PointerScope scope = new PointerScope()) {
      assertThat(values(Mask.read(file, 2, 2))).containsExactly(0, 1, 0, 1);
    }
  }

  @Test
  void theMaskOutlivesItsReadingAndIsTheCallersToFree() {
    Path file = gray(255, 0, 0, 255);
    Tensor mask = Mask.read(file, 2, 2);
    assertThat(values(mask)).containsExactly(1, 0, 0, 1);
    mask.close();
  }

  @Test
  void aMaskOfAnotherSizeIsRefused() {
    Path file = gray(255, 0, 0, 255);
    assertThatThrownBy(() -> Mask.read(file, 2, 3))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("2 x 2 (width x height) but its picture is 3 x 2");
  }

  @Test
  void aMaskWithoutAQuestionIsRefused() {
    Path everything = gray(WHITE);
    assertThatThrownBy(() -> Mask.read(everything, 2, 2))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("marks nothing as missing");
    Path nothing = gray(0, 0, 0, 0);
    assertThatThrownBy(() -> Mask.read(nothing, 2, 2))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("keeps nothing");
    Path transparent = grayWithAlpha(WHITE, new int[4]);
    assertThatThrownBy(() -> Mask.read(transparent, 2, 2))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("keeps nothing");
  }

  private Path gray(int... levels) {
    Path file = directory.resolve("gray.png");
    try (PointerScope scope = new PointerScope()) {
      ImageFile.writePng(file, square(levels, 127.5f, -1));
    }
    return file;
  }

  private Path grayWithAlpha(int[] levels, int[] alpha) {
    Path file = directory.resolve("alpha.png");
    try (PointerScope scope = new PointerScope()) {
      ImageFile.writePng(file, square(levels, 127.5f, -1), square(alpha, 255, 0));
    }
    return file;
  }

  private static Tensor square(int[] levels, float scale, float shift) {
    float[] values = new float[4];
    for (int i = 0; i < 4; i++) {
      values[i] = levels[i] / scale + shift;
    }
    return Tensor.create(values, 1, 1, 2, 2);
  }
}
