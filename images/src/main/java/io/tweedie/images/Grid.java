package io.tweedie.images;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Pictures of one size in rows and columns on white, filled row by row.
 *
 * @param images N x C x H x W in [-1,1], C = 1 or 3; values outside are clamped
 * @param rows number of rows
 * @param columns number of columns; rows times columns is at least N, and what is left stays white
 * @param rowLabels one line per row, drawn to its left; or empty
 * @param columnLabels one line per column, drawn above it; or empty
 * @param zoom how often each pixel is repeated in both directions, at least 1
 */
public record Grid(
    Tensor images,
    int rows,
    int columns,
    List<String> rowLabels,
    List<String> columnLabels,
    int zoom) {
  private static final int GUTTER = 2;
  private static final int VISIBLE_SIDE = 64;

  /** Checks that everything fits. */
  public Grid {
    if (images.ndimension() != 4 || images.numel() == 0) {
      throw new IllegalArgumentException(
          "a grid needs images of shape [N, 1 or 3, height, width], not "
              + Arrays.toString(images.shape()));
    }
    if (rows < 1 || columns < 1 || (long) rows * columns < images.size(0)) {
      throw new IllegalArgumentException(
          "%d images do not fit into %d rows of %d".formatted(images.size(0), rows, columns));
    }
    if (zoom < 1) {
      throw new IllegalArgumentException("a grid's zoom must be at least 1, got " + zoom);
    }
    rowLabels = List.copyOf(rowLabels);
    columnLabels = List.copyOf(columnLabels);
    requireLabels("row", rowLabels, rows);
    requireLabels("column", columnLabels, columns);
  }

  /** A grid without labels, pixel for pixel. */
  public static Grid of(Tensor images, int rows, int columns) {
    return new Grid(images, rows, columns, List.of(), List.of(), 1);
  }

  /** A grid without labels that is as nearly square as the number of images allows. */
  public static Grid square(Tensor images) {
    int count = (int) images.size(0);
    int columns = Math.max(1, (int) Math.ceil(Math.sqrt(count)));
    int rows = (count + columns - 1) / columns;
    return of(images, rows, columns);
  }

  /** This grid with a label to the left of every row. */
  public Grid withRowLabels(List<String> labels) {
    return new Grid(images, rows, columns, labels, columnLabels, zoom);
  }

  /** This grid with a label above every column. */
  public Grid withColumnLabels(List<String> labels) {
    return new Grid(images, rows, columns, rowLabels, labels, zoom);
  }

  /**
   * This grid with images that are small enlarged to about 64 pixels, to be seen without effort.
   */
  public Grid visible() {
    return withZoom(Math.max(1, VISIBLE_SIDE / (int) Math.max(images.size(2), images.size(3))));
  }

  /** This grid with every pixel repeated so often in both directions. */
  public Grid withZoom(int zoom) {
    return new Grid(images, rows, columns, rowLabels, columnLabels, zoom);
  }

  /**
   * Draws the grid.
   *
   * @throws IllegalArgumentException if the images have neither one channel nor three, or hold NaN
   */
  public BufferedImage render() {
    int left = rowLabels.isEmpty() ? GUTTER : widest(rowLabels) + 2 * GUTTER;
    int top = columnLabels.isEmpty() ? GUTTER : Lettering.height() + 2 * GUTTER;
    int width = zoom * (int) images.size(3);
    int height = zoom * (int) images.size(2);
    int across = Math.max(width, widest(columnLabels)) + GUTTER;
    int down = (rowLabels.isEmpty() ? height : Math.max(height, Lettering.height())) + GUTTER;

    BufferedImage sheet = Lettering.sheet(left + columns * across, top + rows * down);
    Graphics2D pen = Lettering.pen(sheet);
    for (int column = 0; column < columnLabels.size(); column++) {
      int centre = left + column * across + (across - GUTTER) / 2;
      Lettering.drawCentred(pen, columnLabels.get(column), centre, GUTTER);
    }
    for (int row = 0; row < rowLabels.size(); row++) {
      int middle = top + row * down + (down - GUTTER) / 2;
      int centre = left / 2;
      Lettering.drawCentred(pen, rowLabels.get(row), centre, middle - Lettering.height() / 2);
    }
    for (int i = 0; i < images.size(0); i++) {
      int x = left + i % columns * across + (across - GUTTER - width) / 2;
      int y = top + i / columns * down + (down - GUTTER - height) / 2;
      pen.drawImage(picture(i), x, y, width, height, null);
    }
    pen.dispose();
    return sheet;
  }

  /**
   * Draws the grid into a PNG file.
   *
   * @throws ImageException if the file cannot be written
   * @throws IllegalArgumentException if the images have neither one channel nor three, or hold NaN
   */
  public void writePng(Path file) {
    ImageFile.writePng(file, render());
  }

  private BufferedImage picture(int i) {
    try (PointerScope scope = new PointerScope()) {
      return Levels.colourPicture(images.narrow(0, i, 1));
    }
  }

  private static int widest(List<String> labels) {
    return labels.stream().mapToInt(Lettering::width).max().orElse(0);
  }

  private static void requireLabels(String kind, List<String> labels, int expected) {
    if (!labels.isEmpty() && labels.size() != expected) {
      throw new IllegalArgumentException(
          "%d %s labels were given for %d %ss".formatted(labels.size(), kind, expected, kind));
    }
  }
}
