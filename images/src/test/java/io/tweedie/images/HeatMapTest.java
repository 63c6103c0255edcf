package io.tweedie.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.zeros;

import java.awt.Color;
import java.awt.image.BufferedImage;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class HeatMapTest {

  private static int brightness(BufferedImage picture, int x, int y) {
    Color colour = new Color(picture.getRGB(x, y));
    return colour.getRed() + colour.getGreen() + colour.getBlue();
  }

  @Test
  void moreIsBrighterUpToTheTopOfTheScale() {
    try (PointerScope scope = new PointerScope()) {
      Tensor values = Tensor.create(new float[] {0, 1, 2, 9}, 1, 1, 1, 4);
      BufferedImage map = new HeatMap(values, 2).render();
      // One row is enlarged to 128 pixels, and so is each column, after a margin of 4.
      int[] seen = new int[4];
      for (int i = 0; i < 4; i++) {
        seen[i] = brightness(map, 4 + 128 * i + 64, 68);
      }
      assertThat(seen[0]).isLessThan(10);
      assertThat(seen[1]).isBetween(300, 450);
      assertThat(seen[2]).isGreaterThan(650).isEqualTo(seen[3]);
    }
  }

  @Test
  void theScaleRunsFromBottomToTop() {
    try (PointerScope scope = new PointerScope()) {
      BufferedImage map = new HeatMap(zeros(1, 1, 1, 1), 1).render();
      int bar = 4 + 128 + 4 + 6;
      assertThat(brightness(map, bar, 5)).isGreaterThan(650);
      assertThat(brightness(map, bar, 130)).isLessThan(20);
    }
  }

  @Test
  void aFewExtremesDoNotDarkenTheRest() {
    try (PointerScope scope = new PointerScope()) {
      float[] values = new float[1000];
      for (int i = 0; i < values.length; i++) {
        values[i] = i / 1000f;
      }
      values[999] = 1e6f;
      assertThat(HeatMap.of(Tensor.create(values, 1, 1, 25, 40)).most()).isBetween(0.98, 1.0);
      assertThat(HeatMap.of(zeros(1, 1, 3, 3)).most()).isEqualTo(1);
    }
  }

  @Test
  void whatIsNoMapIsRefused() {
    try (PointerScope scope = new PointerScope()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new HeatMap(zeros(1, 3, 2, 2), 1))
          .withMessageContaining("[1, 1, height, width]");
      assertThatIllegalArgumentException().isThrownBy(() -> new HeatMap(zeros(1, 1, 2, 2), 0));
    }
  }
}
