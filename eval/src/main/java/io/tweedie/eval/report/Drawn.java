package io.tweedie.eval.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The look that all charts of a report share, and their pictures. */
final class Drawn {

  static final int WIDTH = 620;
  static final int HEIGHT = 380;

  /** Colours that readers who cannot tell red from green tell apart (Okabe and Ito 2008). */
  static final Color[] COLOURS = {
    new Color(0x0072B2),
    new Color(0xD55E00),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0xE69F00),
    new Color(0x56B4E9),
    new Color(0x7F7F7F),
    new Color(0x332288)
  };

  private Drawn() {}

  static void dress(AxesChartStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setPlotGridLinesColor(new Color(0xDDDDDD));
    styler.setSeriesColors(COLOURS);
  }

  static BufferedImage picture(Chart<?, ?> chart) {
    return BitmapEncoder.getBufferedImage(chart);
  }
}
