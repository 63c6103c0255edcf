package io.tweedie.eval.report;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;

/**
 * Charts beside each other.
 *
 * @param title above them; may be empty
 * @param text a paragraph below the title; may be empty
 * @param charts at least one
 */
public record Charts(String title, String text, List<Chart> charts) implements Part {

  /** A drawing with words above it. */
  public sealed interface Chart permits BarChart, LineChart, ScatterChart {

    /** Words above the drawing. */
    String caption();

    /** The drawing. */
    BufferedImage picture();
  }

  /** Copies the list. */
  public Charts {
    charts = List.copyOf(charts);
  }

  @Override
  public String kind() {
    return "charts";
  }

  @Override
  public Object view(EmbeddedPictures embedded) {
    return Map.of(
        "title", title, "text", text, "charts", charts.stream().map(Charts::view).toList());
  }

  private static Map<String, Object> view(Chart chart) {
    return Map.of("caption", chart.caption(), "uri", EmbeddedPictures.uri(chart.picture()));
  }
}
