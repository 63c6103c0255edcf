package io.tweedie.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** A picture of some curves over one axis. */
final class Curves {

  private final XYChart chart;

  private Curves(XYChart chart) {
    this.chart = chart;
  }

  static Curves of(String title, String axis) {
    return new Curves(
        new XYChartBuilder().width(900).height(600).title(title).xAxisTitle(axis).build());
  }

  Curves add(String name, double[] x, double[] y) {
    chart.addSeries(name, x, y);
    return this;
  }

  /**
   * Draws them.
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
