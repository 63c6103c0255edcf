package io.tweedie.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.images.Panel.Captioned;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PanelTest {
  private static final int WHITE = 0xffffffff;
  private static final int GUTTER = 4;

  /** A 2 x 2 picture of red, green, blue and mid-gray. */
  private static final float[] RED_GREEN_BLUE_GRAY = {1, -1, -1, 0, -1, 1, -1, 0, -1, -1, 1, 0};

  @Test
  void picturesAreEnlargedToOneHeightByRepeatingPixels() {
    try (PointerScope scope = new PointerScope()) {
      Tensor small = Tensor.create(RED_GREEN_BLUE_GRAY, 1, 3, 2, 2);
      Tensor large = Tensor.create(new float[200 * 100], 1, 1, 200, 100);
      BufferedImage sheet = Panel.of(new Captioned("y", small), new Captioned("x", large)).render();

      assertThat(sheet.getWidth()).isEqualTo(3 * GUTTER + 200 + 100);
      assertThat(sheet.getHeight()).isBetween(200 + 2 * GUTTER, 200 + 50);
      assertQuarters(sheet, GUTTER, GUTTER, 100);
      int right = 2 * GUTTER + 200;
      assertThat(sheet.getRGB(right, GUTTER)).isEqualTo(0xff808080);
      assertThat(sheet.getRGB(right + 99, GUTTER + 199)).isEqualTo(0xff808080);
      assertThat(sheet.getRGB(right - 1, GUTTER + 100)).isEqualTo(WHITE);
      assertThat(sheet.getRGB(right + 100, GUTTER + 100)).isEqualTo(WHITE);
      assertThat(sheet.getRGB(right, GUTTER + 200)).isEqualTo(WHITE);
    }
  }

  @Test
  void smallPicturesAreAllEnlargedAlike() {
    try (PointerScope scope = new PointerScope()) {
      Tensor small = Tensor.create(RED_GREEN_BLUE_GRAY, 1, 3, 2, 2);
      BufferedImage sheet = Panel.of(new Captioned("", small)).render();
      assertQuarters(sheet, GUTTER, GUTTER, 64);
      assertThat(sheet.getWidth()).isEqualTo(128 + 2 * GUTTER);
    }
  }

  @Test
  void largePicturesAreShrunkByTheMeansOfTheirPixels() {
    try (PointerScope scope = new PointerScope()) {
      Tensor stripes = Tensor.create(new float[] {1, -1}, 1, 1, 1, 2).repeat(1, 1, 6000, 2000);
      Tensor measured = Tensor.create(RED_GREEN_BLUE_GRAY, 1, 3, 2, 2).repeat(1, 1, 750, 500);
      Panel panel = Panel.of(new Captioned("y", measured), new Captioned("x", stripes));
      BufferedImage sheet = panel.render();

      int width = 1333;
      assertThat(sheet.getWidth()).isEqualTo(3 * GUTTER + 2 * width);
      assertThat(sheet.getHeight()).isBetween(2000 + 2 * GUTTER, 2000 + 50);
      int grey = sheet.getRGB(2 * GUTTER + width + 700, GUTTER + 1000) & 0xff;
      assertThat(grey).isBetween(80, 175);
    }
  }

  @Test
  void widePicturesAreShrunkByTheirWidth() {
    try (PointerScope scope = new PointerScope()) {
      Tensor strip = Tensor.create(new float[100 * 10_000], 1, 1, 100, 10_000);
      BufferedImage sheet = Panel.of(new Captioned("", strip)).render();
      assertThat(sheet.getWidth()).isEqualTo(2000 + 2 * GUTTER);
      assertThat(sheet.getHeight()).isLessThan(20 + 50);
    }
  }

  @Test
  void captionsAreDrawnBelowAndWidenTheirColumn() {
    try (PointerScope scope = new PointerScope()) {
      Tensor narrow = Tensor.create(new float[128], 1, 1, 128, 1);
      String words = "a caption much wider than its picture";
      BufferedImage sheet = Panel.of(new Captioned(words, narrow)).render();
      assertThat(sheet.getWidth()).isEqualTo(Lettering.width(words) + 2 * GUTTER);
      assertThat(inked(sheet, 128 + 2 * GUTTER)).isGreaterThan(50);

      BufferedImage silent = Panel.of(new Captioned("", narrow)).render();
      assertThat(inked(silent, 128 + 2 * GUTTER)).isZero();
    }
  }

  @Test
  void panelsAreWritten(@TempDir Path directory) {
    try (PointerScope scope = new PointerScope()) {
      Tensor gray = Tensor.create(new float[4], 1, 1, 2, 2);
      Panel panel = Panel.of(new Captioned("gray", gray));
      panel.writePng(directory.resolve("panel.png"));
      LoadedImage read = ImageFile.read(directory.resolve("panel.png"));
      assertThat(read.width()).isEqualTo(panel.render().getWidth());
    }
  }

  @Test
  void anEmptyPanelIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Panel(List.of()));
  }

  private static void assertQuarters(BufferedImage sheet, int left, int top, int side) {
    int[] expected = {0xffff0000, 0xff00ff00, 0xff0000ff, 0xff808080};
    for (int y = 0; y < 2 * side; y++) {
      for (int x = 0; x < 2 * side; x++) {
        assertThat(sheet.getRGB(left + x, top + y)).isEqualTo(expected[y / side * 2 + x / side]);
      }
    }
  }

  private static int inked(BufferedImage sheet, int top) {
    int count = 0;
    for (int y = top; y < sheet.getHeight(); y++) {
      for (int x = 0; x < sheet.getWidth(); x++) {
        count += sheet.getRGB(x, y) == WHITE ? 0 : 1;
      }
    }
    return count;
  }
}
