package io.tweedie.images;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Pictures in rows and columns on white, each with a text of several lines below it.
 *
 * @param pictures N x C x H x W in [-1,1], C = 1 or 3; values outside are clamped
 * @param texts one for each picture; broken between words to the picture's width
 * @param columns pictures in a row
 * @param zoom how often each pixel is repeated in both directions, at least 1
 */
public record ContactSheet(Tensor pictures, List<String> texts, int columns, int zoom) {
  private static final int GUTTER = 8;

  /** Checks that everything fits. */
  public ContactSheet {
    texts = List.copyOf(texts);
    if (pictures.ndimension() != 4 || pictures.size(0) != texts.size() || texts.isEmpty()) {
      throw new IllegalArgumentException(
          "a contact sheet needs pictures of shape [N, 1 or 3, height, width] and a text for each");
    }
    if (columns < 1 || zoom < 1) {
      throw new IllegalArgumentException(
          "a contact sheet needs at least 1 column and zoom 1, got %d and %d"
              .formatted(columns, zoom));
    }
  }

  /**
   * Draws the sheet.
   *
   * @throws IllegalArgumentException if the pictures have neither one channel nor three, or hold
   *     NaN
   */
  public BufferedImage render() {
    int width = zoom * (int) pictures.size(3);
    int height = zoom * (int) pictures.size(2);
    List<List<String>> lines = texts.stream().map(text -> lines(text, width)).toList();
    int most = lines.stream().mapToInt(List::size).max().orElseThrow();
    int down = height + most * Lettering.height() + GUTTER;
    int rows = (texts.size() + columns - 1) / columns;
    BufferedImage sheet =
        Lettering.sheet(GUTTER + columns * (width + GUTTER), GUTTER + rows * down);
    Graphics2D pen = Lettering.pen(sheet);
    for (int i = 0; i < texts.size(); i++) {
      int left = GUTTER + i % columns * (width + GUTTER);
      int top = GUTTER + i / columns * down;
      pen.drawImage(picture(i), left, top, width, height, null);
      for (int line = 0; line < lines.get(i).size(); line++) {
        Lettering.drawCentred(
            pen,
            lines.get(i).get(line),
            left + width / 2,
            top + height + line * Lettering.height());
      }
    }
    pen.dispose();
    return sheet;
  }

  /**
   * Draws the sheet into a PNG file.
   *
   * @throws ImageException if the file cannot be written
   * @throws IllegalArgumentException if the pictures have neither one channel nor three, or hold
   *     NaN
   */
  public void writePng(Path file) {
    ImageFile.writePng(file, render());
  }

  private BufferedImage picture(int i) {
    try (PointerScope scope = new PointerScope()) {
      return Levels.colourPicture(pictures.narrow(0, i, 1));
    }
  }

  /** The words of a text in lines of a width; a longer word has a line to itself. */
  private static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ")) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && Lettering.width(longer) > width) {
        lines.add(line);
        line = word;
      } else {
        line = longer;
      }
    }
    lines.add(line);
    return lines;
  }
}
