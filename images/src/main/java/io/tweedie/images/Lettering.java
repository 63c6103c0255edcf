package io.tweedie.images;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** A white sheet with small dark words on it: what panels and grids are drawn on. */
final class Lettering {
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final FontMetrics METRICS = metrics();

  private Lettering() {}

  static BufferedImage sheet(int width, int height) {
    var sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return sheet;
  }

  /** A pen for words and for pictures, which it enlarges by repeating pixels. */
  static Graphics2D pen(BufferedImage sheet) {
    Graphics2D graphics = sheet.createGraphics();
    graphics.setFont(FONT);
    graphics.setColor(Color.DARK_GRAY);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    return graphics;
  }

  static int width(String text) {
    return METRICS.stringWidth(text);
  }

  static int height() {
    return METRICS.getHeight();
  }

  /** Draws one line centred on a column, its top at the given row. */
  static void drawCentred(Graphics2D pen, String text, int centre, int top) {
    pen.drawString(text, centre - width(text) / 2, top + METRICS.getAscent());
  }

  private static FontMetrics metrics() {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    FontMetrics metrics = graphics.getFontMetrics(FONT);
    graphics.dispose();
    return metrics;
  }
}
