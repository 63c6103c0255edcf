package io.tweedie.eval.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/**
 * Bars beside each other, with whiskers of one standard deviation. The axis starts near the lowest
 * value: a PSNR has no natural zero.
 *
 * @param caption above it
 * @param unit of the values
 * @param bars from left to right
 */
public record BarChart(String caption, String unit, List<Bar> bars) implements Charts.Chart {

  /**
   * A bar.
   *
   * @param label below it
   * @param value where it ends; finite
   * @param deviation half the length of its whisker; 0 for none
   */
  public record Bar(String label, double value, double deviation) {}

  /** Copies the list. */
  public BarChart {
    bars = List.copyOf(bars);
  }

  @Override
  public BufferedImage picture() {
    CategoryChart chart =
        new CategoryChartBuilder().width(Drawn.WIDTH).height(Drawn.HEIGHT).yAxisTitle(unit).build();
    Drawn.dress(chart.getStyler());
    chart.getStyler().setLabelsVisible(true);
    chart.getStyler().setXAxisLabelRotation(40);
    chart.getStyler().setYAxisMin(Math.floor(least() - 1));
    chart.getStyler().setYAxisMax(Math.ceil(most()));
    chart.addSeries(
        unit,
        bars.stream().map(Bar::label).toList(),
        bars.stream().map(Bar::value).toList(),
        bars.stream().map(Bar::deviation).toList());
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setLabelsFontColor(Color.WHITE);
    return Drawn.picture(chart);
  }

  private double least() {
    return bars.stream().mapToDouble(bar -> bar.value() - bar.deviation()).min().orElse(0);
  }

  private double most() {
    return bars.stream().mapToDouble(bar -> bar.value() + bar.deviation()).max().orElse(1);
  }
}
