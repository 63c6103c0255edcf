package io.tweedie.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tweedie.eval.report.LineChart.Axis;
import io.tweedie.eval.report.LineChart.Level;
import io.tweedie.eval.report.LineChart.Marks;
import io.tweedie.eval.report.LineChart.Point;
import io.tweedie.eval.report.LineChart.Series;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class LineChartTest {

  private static LineDrawing draw(Axis x, Axis y, Point... points) {
    Series series = new Series("a", List.of(points), Marks.HIGHEST);
    return new LineChart("caption", x, y, List.of(series), List.of()).drawing();
  }

  @Test
  void ticksAreRound() {
    LineDrawing drawing =
        draw(Axis.linear("x"), Axis.linear("y"), new Point(0, 20.1), new Point(1, 24.9));
    assertThat(drawing.xTicks())
        .extracting(LineDrawing.Tick::label)
        .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
    assertThat(drawing.yTicks())
        .extracting(LineDrawing.Tick::label)
        .containsExactly("21", "22", "23", "24");
  }

  @Test
  void logarithmicAxesShowRatios() {
    LineDrawing drawing =
        draw(
            Axis.logarithmic("x"),
            Axis.linear("y"),
            new Point(0.1, 1),
            new Point(1, 2),
            new Point(10, 3));
    List<LineDrawing.Dot> dots = drawing.lines().get(0).dots();
    double[] x = dots.stream().mapToDouble(LineDrawing.Dot::x).sorted().toArray();
    assertThat(x[1] - x[0]).isCloseTo(x[2] - x[1], within(1e-9));
    assertThat(drawing.xTicks())
        .extracting(LineDrawing.Tick::label)
        .containsExactly("0.1", "0.2", "0.5", "1", "2", "5", "10");
  }

  @Test
  void fallingAxesRunTheOtherWay() {
    LineDrawing drawing =
        draw(Axis.linear("t").falling(), Axis.linear("y"), new Point(999, 1), new Point(0, 2));
    assertThat(drawing.lines().get(0).path()).startsWith("M 70.0 ");
    assertThat(drawing.xTicks().get(0).at()).isGreaterThan(drawing.xTicks().get(1).at());
  }

  @Test
  void theHighestPointHasARing() {
    LineDrawing drawing =
        draw(Axis.linear("x"), Axis.linear("y"), new Point(1, 5), new Point(2, 9), new Point(3, 4));
    assertThat(drawing.lines().get(0).dots())
        .filteredOn(LineDrawing.Dot::ring)
        .extracting(LineDrawing.Dot::title)
        .containsExactly("a: 9 at 2");
  }

  @Test
  void bandsAreClosedAndAbsentWhereThereIsNone() {
    Point wide = new Point(0, 2, 1, 3);
    LineDrawing drawing = draw(Axis.linear("x"), Axis.linear("y"), wide, new Point(1, 2, 1.5, 2.5));
    assertThat(drawing.lines().get(0).band()).startsWith("M ").endsWith(" Z").contains(" L ");
    assertThat(draw(Axis.linear("x"), Axis.linear("y"), new Point(0, 1), new Point(1, 2)))
        .satisfies(plain -> assertThat(plain.lines().get(0).band()).isEmpty());
  }

  @Test
  void levelsAreInside() {
    Series series = new Series("a", List.of(new Point(0, 5), new Point(1, 6)), Marks.NONE);
    LineDrawing drawing =
        new LineChart(
                "c",
                Axis.linear("x"),
                Axis.logarithmic("y"),
                List.of(series),
                List.of(new Level("noise", 0.5)))
            .drawing();
    assertThat(drawing.levels().get(0).y())
        .isBetween((double) drawing.top(), (double) drawing.bottom());
    assertThat(drawing.lines().get(0).dots()).isEmpty();
  }

  @Property(tries = 200)
  void everyRangeHasAFewTicksWithinIt(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double low,
      @ForAll @DoubleRange(min = 0.01, max = 1e6) double length) {
    Ruler ruler = Ruler.over(Axis.linear("x"), new double[] {low, low + length}, 0, 100);
    assertThat(ruler.ticks()).hasSizeBetween(2, 8);
    assertThat(ruler.ticks()).allSatisfy(t -> assertThat(t.at()).isBetween(-0.01, 100.01));
  }
}
