package io.tweedie.train.gan;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of some curves. */
final class LineChart {

  private static final int POINT_EVERY = 60;

  private final XYChart chart;

  LineChart(String title, String xAxis) {
    chart = new XYChartBuilder().width(640).height(400).title(title).xAxisTitle(xAxis).build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setXAxisDecimalPattern("0.###");
    chart.getStyler().setMarkerSize(5);
  }

  /** Both axes in powers of ten; everything shown must be positive. */
  LineChart logarithmic() {
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    return this;
  }

  LineChart add(String name, double[] x, double[] y) {
    chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE);
    return this;
  }

  /** Adds some points of a curve, which let the one below them show. */
  LineChart addPoints(String name, double[] x, double[] y) {
    int[] some = IntStream.range(0, x.length).filter(i -> i % POINT_EVERY == 0).toArray();
    XYSeries series =
        chart.addSeries(
            name,
            IntStream.of(some).mapToDouble(i -> x[i]).toArray(),
            IntStream.of(some).mapToDouble(i -> y[i]).toArray());
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(Color.BLACK);
    return this;
  }

  /** Shows a part of the horizontal axis. */
  LineChart between(double from, double to) {
    chart.getStyler().setXAxisMin(from).setXAxisMax(to);
    return this;
  }

  /**
   * Draws them into a PNG.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  void write(Path file) {
    try {
      BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
