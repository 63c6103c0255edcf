package io.tweedie.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.tensor.Backend;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ContactSheetTest {

  static {
    Backend.initialize();
  }

  private static final int GRAY = 0x808080;
  private static final int WHITE = 0xFFFFFF;

  @Test
  void picturesStandInRowsWithTheirTextsBelow() {
    Tensor pictures = zeros(3, 3, 16, 16);
    BufferedImage sheet =
        new ContactSheet(pictures, List.of("one", "a text of many words", "three"), 2, 4).render();

    assertThat(sheet.getWidth()).isEqualTo(8 + 2 * (64 + 8));
    assertThat(rgb(sheet, 8, 8)).isEqualTo(GRAY);
    assertThat(rgb(sheet, 8 + 63, 8 + 63)).isEqualTo(GRAY);
    assertThat(rgb(sheet, 8 + 64, 8)).isEqualTo(WHITE);
    assertThat(rgb(sheet, 8 + 64 + 8, 8)).isEqualTo(GRAY);
    assertThat(darkRows(sheet, 80))
        .as("lines below the second picture")
        .isGreaterThan(darkRows(sheet, 8));
  }

  @Test
  void refusesTextsThatAreNotOneEach() {
    assertThatThrownBy(() -> new ContactSheet(zeros(2, 3, 8, 8), List.of("one"), 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a text for each");
    assertThatThrownBy(() -> new ContactSheet(zeros(1, 3, 8, 8), List.of("one"), 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 column");
  }

  private static int rgb(BufferedImage sheet, int x, int y) {
    return sheet.getRGB(x, y) & WHITE;
  }

  /**
   * Rows with ink in the 64 columns from one on, between the first row of pictures and the next.
   */
  private static long darkRows(BufferedImage sheet, int left) {
    return IntStream.range(8 + 64, (sheet.getHeight() - 8) / 2)
        .filter(y -> IntStream.range(left, left + 64).anyMatch(x -> rgb(sheet, x, y) < GRAY))
        .count();
  }
}
