package io.tweedie.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScatterChartTest {

  private static long pixels(BufferedImage picture, int colour) {
    long count = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        count += (picture.getRGB(x, y) & 0xFFFFFF) == colour ? 1 : 0;
      }
    }
    return count;
  }

  private static BufferedImage drawn(int points) {
    List<Double> values = List.of(0.0, 5.0, 10.0).subList(0, points);
    ScatterChart.Group none = new ScatterChart.Group("none", List.of(), List.of());
    return new ScatterChart(
            "c", "x", "y", List.of(none, new ScatterChart.Group("some", values, values)))
        .picture();
  }

  @Test
  void morePointsAreMoreColourAndNoLineJoinsThem() {
    int first = Drawn.COLOURS[0].getRGB() & 0xFFFFFF;
    int second = Drawn.COLOURS[1].getRGB() & 0xFFFFFF;
    long two = pixels(drawn(2), first);
    long three = pixels(drawn(3), first);

    assertThat(two).isPositive();
    // Each is a dot in the picture, and one more is in the legend.
    assertThat(three - two).isEqualTo(two / 3);
    assertThat(pixels(drawn(3), second)).as("groups without points take no colour").isZero();
  }

  @Test
  void measuresAreOfTheSameThings() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScatterChart.Group("g", List.of(1.0), List.of()))
        .withMessage("1 and 0 measures of the same things");
  }
}
