package io.tweedie.eval.report;

import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Things as points, by two measures of each.
 *
 * @param caption above it
 * @param xLabel the measure to the right
 * @param yLabel the measure upwards
 * @param groups of things, those without points left out
 */
public record ScatterChart(String caption, String xLabel, String yLabel, List<Group> groups)
    implements Charts.Chart {

  /**
   * Things of one colour.
   *
   * @param x first measure of each
   * @param y second measure of each
   */
  public record Group(String name, List<Double> x, List<Double> y) {

    /** Copies the lists and refuses measures of different numbers of things. */
    public Group {
      x = List.copyOf(x);
      y = List.copyOf(y);
      if (x.size() != y.size()) {
        throw new IllegalArgumentException(
            "%d and %d measures of the same things".formatted(x.size(), y.size()));
      }
    }
  }

  /** Leaves out groups without points. */
  public ScatterChart {
    groups = groups.stream().filter(group -> !group.x().isEmpty()).toList();
  }

  @Override
  public BufferedImage picture() {
    XYChart chart =
        new XYChartBuilder()
            .width(Drawn.WIDTH)
            .height(Drawn.HEIGHT)
            .xAxisTitle(xLabel)
            .yAxisTitle(yLabel)
            .build();
    Drawn.dress(chart.getStyler());
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    chart.getStyler().setMarkerSize(7);
    for (Group group : groups) {
      chart.addSeries(group.name(), group.x(), group.y()).setMarker(SeriesMarkers.CIRCLE);
    }
    return Drawn.picture(chart);
  }
}
