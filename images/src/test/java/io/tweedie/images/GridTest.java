package io.tweedie.images;

import static java.util.Arrays.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class GridTest {
  private static final int WHITE = 0xffffffff;
  private static final int GUTTER = 2;

  @Test
  void imagesFillTheGridRowByRow() {
    try (PointerScope scope = new PointerScope()) {
      BufferedImage sheet = Grid.of(levels(5, 3, 4), 2, 3).render();
      assertThat(sheet.getWidth()).isEqualTo(3 * (4 + GUTTER) + GUTTER);
      assertThat(sheet.getHeight()).isEqualTo(2 * (3 + GUTTER) + GUTTER);
      for (int i = 0; i < 6; i++) {
        int left = GUTTER + i % 3 * (4 + GUTTER);
        int top = GUTTER + i / 3 * (3 + GUTTER);
        int expected = i < 5 ? gray(10 * i) : WHITE;
        assertThat(sheet.getRGB(left, top)).isEqualTo(expected);
        assertThat(sheet.getRGB(left + 3, top + 2)).isEqualTo(expected);
        assertThat(sheet.getRGB(left - 1, top)).isEqualTo(WHITE);
        assertThat(sheet.getRGB(left, top - 1)).isEqualTo(WHITE);
      }
    }
  }

  @Test
  void labelsStandBesideTheImages() {
    try (PointerScope scope = new PointerScope()) {
      Tensor images = levels(4, 40, 40);
      BufferedImage plain = Grid.of(images, 2, 2).render();
      BufferedImage labelled =
          Grid.of(images, 2, 2)
              .withRowLabels(List.of("DPS", "DDRM"))
              .withColumnLabels(List.of("a", "b"))
              .render();
      int left = Lettering.width("DDRM") + GUTTER;
      int top = Lettering.height() + GUTTER;
      assertThat(labelled.getWidth()).isEqualTo(plain.getWidth() + left);
      assertThat(labelled.getHeight()).isEqualTo(plain.getHeight() + top);
      assertThat(pixels(labelled, left, top, plain)).isEqualTo(pixels(plain, 0, 0, plain));
      int height = labelled.getHeight();
      assertThat(stream(labelled.getRGB(0, 0, left, height, null, 0, left)))
          .anyMatch(pixel -> pixel != WHITE);
      assertThat(stream(labelled.getRGB(left, 0, 40, top, null, 0, 40)))
          .anyMatch(pixel -> pixel != WHITE);
    }
  }

  @Test
  void aZoomedGridRepeatsPixelsAndNotTheGutter() {
    try (PointerScope scope = new PointerScope()) {
      Tensor image = Tensor.create(new float[] {-1, 1, 0.5f, -0.5f}, 1, 1, 2, 2);
      BufferedImage plain = Grid.of(image, 1, 1).render();
      BufferedImage zoomed = Grid.of(image, 1, 1).withZoom(3).render();
      assertThat(zoomed.getWidth()).isEqualTo(3 * 2 + 2 * GUTTER);
      for (int i = 0; i < 36; i++) {
        int x = i % 6;
        int y = i / 6;
        assertThat(zoomed.getRGB(GUTTER + x, GUTTER + y))
            .isEqualTo(plain.getRGB(GUTTER + x / 3, GUTTER + y / 3));
      }
    }
  }

  @Test
  void smallImagesAreMadeVisible() {
    try (PointerScope scope = new PointerScope()) {
      assertThat(Grid.square(levels(2, 28, 20)).visible().zoom()).isEqualTo(2);
      assertThat(Grid.square(levels(2, 20, 40)).visible().zoom()).isEqualTo(1);
      assertThat(Grid.square(levels(1, 100, 100)).visible().zoom()).isEqualTo(1);
    }
  }

  @Test
  void aSquareGridIsWideRatherThanHigh() {
    try (PointerScope scope = new PointerScope()) {
      Grid five = Grid.square(levels(5, 2, 2));
      assertThat(List.of(five.rows(), five.columns())).containsExactly(2, 3);
      Grid nine = Grid.square(levels(9, 2, 2));
      assertThat(List.of(nine.rows(), nine.columns())).containsExactly(3, 3);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (PointerScope scope = new PointerScope()) {
      Tensor images = levels(5, 2, 2);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Grid.of(images, 2, 2))
          .withMessage("5 images do not fit into 2 rows of 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Grid.of(images, 2, 3).withRowLabels(List.of("a")))
          .withMessage("1 row labels were given for 2 rows");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Grid.square(levels(0, 2, 2)))
          .withMessageContaining("[0, 1, 2, 2]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Grid.square(images).withZoom(0))
          .withMessage("a grid's zoom must be at least 1, got 0");
    }
  }

  /** Images of one gray each: 0, 10, 20, ... */
  private static Tensor levels(int count, int height, int width) {
    float[] values = new float[count * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / (height * width) * 10 / 127.5f - 1;
    }
    return Tensor.create(values, count, 1, height, width);
  }

  private static int gray(int level) {
    return 0xff000000 | level * 0x010101;
  }

  private static int[] pixels(BufferedImage sheet, int left, int top, BufferedImage size) {
    int width = size.getWidth();
    return sheet.getRGB(left, top, width, size.getHeight(), null, 0, width);
  }
}
