package io.tweedie.train;

import io.tweedie.images.ImageException;
import io.tweedie.images.ImageFile;
import java.awt.Color;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of some curves over one axis. */
public final class Curves {

  private static final int POINT_EVERY = 60;

  private final XYChart chart;

  /** An empty picture. */
  public Curves(String title, String xAxis) {
    chart = new XYChartBuilder().width(640).height(400).title(title).xAxisTitle(xAxis).build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setXAxisDecimalPattern("0.###");
    chart.getStyler().setMarkerSize(5);
  }

  /** Both axes in powers of ten; everything shown must be positive. */
  public Curves logarithmic() {
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    return this;
  }

  /** Adds a curve through points that are marked, so that a single one shows too. */
  Curves addMarked(String name, double[] x, double[] y) {
    chart.addSeries(name, x, y);
    return this;
  }

  /** Adds a curve. */
  public Curves add(String name, double[] x, double[] y) {
    chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE);
    return this;
  }

  /** Adds some points of a curve, which let the one below them show. */
  public Curves addPoints(String name, double[] x, double[] y) {
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
  public Curves between(double from, double to) {
    chart.getStyler().setXAxisMin(from).setXAxisMax(to);
    return this;
  }

  /**
   * Draws them into a PNG file, which appears whole or not at all.
   *
   * @throws ImageException if it cannot be written
   */
  public void write(Path file) {
    ImageFile.writePng(file, BitmapEncoder.getBufferedImage(chart));
  }
}
