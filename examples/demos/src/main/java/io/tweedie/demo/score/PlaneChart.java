package io.tweedie.demo.score;

import io.tweedie.images.ImageException;
import io.tweedie.images.ImageFile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A square picture of the plane around the origin, with points, paths and arrows in it. */
final class PlaneChart {

  private static final double BARB = 0.35;
  private static final Color POINTS = new Color(0x1f, 0x4e, 0x8c, 150);
  private static final Color ARROWS = new Color(0xb0, 0x3a, 0x2e, 170);

  private final XYChart chart;

  /**
   * An empty picture.
   *
   * @param reach largest coordinate that is shown
   * @param side of the picture in pixels
   */
  PlaneChart(String title, double reach, int side) {
    chart = new XYChartBuilder().width(side).height(side).title(title).build();
    chart.getStyler().setXAxisMin(-reach).setXAxisMax(reach);
    chart.getStyler().setYAxisMin(-reach).setYAxisMax(reach);
    chart.getStyler().setMarkerSize(2).setLegendVisible(false);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
  }

  /** Adds points, float32 [..., 2]. */
  PlaneChart points(Tensor points) {
    double[][] columns = columns(points);
    XYSeries series = chart.addSeries("points", columns[0], columns[1]);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(POINTS);
    return this;
  }

  /** Adds a path through the points, float32 [..., 2]. */
  PlaneChart path(String name, Tensor points) {
    double[][] columns = columns(points);
    line(name, columns[0], columns[1], 0.8f, Color.getHSBColor(hue(), 0.8f, 0.75f));
    return this;
  }

  /** Another for each path: steps of the golden ratio around the circle never meet. */
  private float hue() {
    return chart.getSeriesMap().size() * 0.618f % 1;
  }

  /**
   * Adds arrows.
   *
   * @param from float32 [..., 2]
   * @param along where they lead from there, float32 [..., 2]
   */
  PlaneChart arrows(Tensor from, Tensor along) {
    double[][] start = columns(from);
    double[][] way = columns(along);
    for (int i = 0; i < start[0].length; i++) {
      double x = start[0][i] + way[0][i];
      double y = start[1][i] + way[1][i];
      double backX = BARB * way[0][i];
      double backY = BARB * way[1][i];
      line(
          "arrow " + i,
          new double[] {start[0][i], x, x - backX + backY / 2, x, x - backX - backY / 2},
          new double[] {start[1][i], y, y - backY - backX / 2, y, y - backY + backX / 2},
          0.8f,
          ARROWS);
    }
    return this;
  }

  private void line(String name, double[] x, double[] y, float width, Color color) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    series.setMarker(SeriesMarkers.NONE).setLineColor(color);
    series.setLineStyle(new BasicStroke(width));
  }

  private static double[][] columns(Tensor points) {
    try (PointerScope scope = new PointerScope()) {
      float[] values = new float[(int) points.numel()];
      points.contiguous().data_ptr_float().get(values);
      double[][] columns = new double[2][values.length / 2];
      for (int i = 0; i < values.length; i++) {
        columns[i % 2][i / 2] = values[i];
      }
      return columns;
    }
  }

  /**
   * Draws pictures of one side into one PNG file, row by row, which appears whole or not at all.
   *
   * @throws ImageException if it cannot be written
   */
  static void write(List<PlaneChart> pictures, int columns, Path file) {
    int side = pictures.get(0).chart.getWidth();
    int rows = (pictures.size() + columns - 1) / columns;
    BufferedImage sheet =
        new BufferedImage(columns * side, rows * side, BufferedImage.TYPE_INT_ARGB);
    Graphics graphics = sheet.createGraphics();
    for (int i = 0; i < pictures.size(); i++) {
      BufferedImage picture = BitmapEncoder.getBufferedImage(pictures.get(i).chart);
      graphics.drawImage(picture, i % columns * side, i / columns * side, null);
    }
    graphics.dispose();
    ImageFile.writePng(file, sheet);
  }
}
