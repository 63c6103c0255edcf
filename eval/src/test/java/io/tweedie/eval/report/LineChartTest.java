package io.tweedie.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.eval.report.LineChart.Axis;
import io.tweedie.eval.report.LineChart.Level;
import io.tweedie.eval.report.LineChart.Marks;
import io.tweedie.eval.report.LineChart.Point;
import io.tweedie.eval.report.LineChart.Series;
import java.awt.image.BufferedImage;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class LineChartTest {

  private static BufferedImage draw(Axis x, Axis y, Point... points) {
    Series series = new Series("a", List.of(points), Marks.NONE);
    return new LineChart("caption", x, y, List.of(series), List.of()).picture();
  }

  /** Where pixels are of the first colour of lines, opaque: from left to right. */
  private static double meanX(BufferedImage picture, int fromY, int toY) {
    double sum = 0;
    int count = 0;
    for (int y = fromY; y < toY; y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        if (picture.getRGB(x, y) == Drawn.COLOURS[0].getRGB()) {
          sum += x;
          count++;
        }
      }
    }
    return sum / count;
  }

  @Test
  void fallingAxesRunTheOtherWay() {
    Point[] rising = {new Point(1, 1), new Point(1000, 2)};
    int middle = Drawn.HEIGHT / 2;
    BufferedImage plain = draw(Axis.linear("t"), Axis.linear("y"), rising);
    BufferedImage falling = draw(Axis.linear("t").falling(), Axis.linear("y"), rising);
    assertThat(meanX(plain, 0, middle)).isGreaterThan(Drawn.WIDTH / 2.0);
    assertThat(meanX(falling, 0, middle)).isLessThan(Drawn.WIDTH / 2.0);
  }

  @Property(tries = 100)
  void placesOfAllAxesGiveTheirValues(@ForAll @DoubleRange(min = 0.01, max = 1e6) double value) {
    for (Axis axis : List.of(Axis.linear("x"), Axis.logarithmic("x"))) {
      assertThat(axis.value(axis.place(value))).isEqualTo(value);
      Axis falling = axis.falling();
      assertThat(falling.value(falling.place(value))).isCloseTo(value, within(1e-9 * value));
      assertThat(falling.place(2 * value)).isLessThan(falling.place(value));
    }
  }

  @Test
  void bandsAreFilledAroundTheLine() {
    Point[] wide = {new Point(0, 2, 1, 3), new Point(1, 2, 1, 3)};
    Point[] none = {new Point(0, 2), new Point(1, 2)};
    assertThat(tinted(draw(Axis.linear("x"), Axis.linear("y"), wide)))
        .isGreaterThan(20 * Drawn.HEIGHT);
    assertThat(tinted(draw(Axis.linear("x"), Axis.linear("y"), none))).isLessThan(Drawn.HEIGHT);
  }

  /** Pixels in which blue clearly outweighs red and that are lighter than a line. */
  private static int tinted(BufferedImage picture) {
    int count = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int rgb = picture.getRGB(x, y);
        int red = rgb >> 16 & 0xFF;
        count += red > 128 && (rgb & 0xFF) - red > 15 ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void whatALogarithmicAxisCannotShowIsAtItsLowerEnd() {
    Series series =
        new Series(
            "a", List.of(new Point(1, 0), new Point(2, 0.01), new Point(3, 1)), Marks.HIGHEST);
    BufferedImage picture =
        new LineChart(
                "c",
                Axis.logarithmic("x").falling(),
                Axis.logarithmic("y"),
                List.of(series),
                List.of(new Level("noise", 0)))
            .picture();
    assertThat(meanX(picture, 0, picture.getHeight())).isPositive();
  }
}
