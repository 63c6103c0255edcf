package io.tweedie.images;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Pictures side by side on white, each with its caption below. Smaller pictures are enlarged to the
 * height of the tallest by repeating pixels, so that a low-resolution measurement shows its pixels;
 * if all are small, all are enlarged alike.
 *
 * @param pictures from left to right; at least one
 */
public record Panel(List<Captioned> pictures) {
  private static final int GUTTER = 4;
  private static final int LEAST_HEIGHT = 128;

  /**
   * A picture with the words below it.
   *
   * @param caption one line; may be empty
   * @param pixels 1 x C x H x W in [-1,1], C = 1 or 3; values outside are clamped
   */
  public record Captioned(String caption, Tensor pixels) {}

  /** Rejects an empty panel. */
  public Panel {
    pictures = List.copyOf(pictures);
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("a panel needs at least one picture");
    }
  }

  /** A panel of these pictures from left to right. */
  public static Panel of(Captioned... pictures) {
    return new Panel(List.of(pictures));
  }

  /**
   * Draws the panel.
   *
   * @throws IllegalArgumentException if a tensor is no picture or holds NaN
   */
  public BufferedImage render() {
    List<Tile> tiles = tiles();
    int width = GUTTER + tiles.stream().mapToInt(tile -> tile.columnWidth() + GUTTER).sum();
    int height = tiles.get(0).height() + Lettering.height() + 3 * GUTTER;
    BufferedImage sheet = Lettering.sheet(width, height);
    Graphics2D pen = Lettering.pen(sheet);
    int left = GUTTER;
    for (Tile tile : tiles) {
      tile.draw(pen, left, GUTTER);
      left += tile.columnWidth() + GUTTER;
    }
    pen.dispose();
    return sheet;
  }

  /**
   * Draws the panel into a PNG file.
   *
   * @throws ImageException if the file cannot be written
   * @throws IllegalArgumentException if a tensor is no picture or holds NaN
   */
  public void writePng(Path file) {
    ImageFile.writePng(file, render());
  }

  private List<Tile> tiles() {
    List<BufferedImage> images =
        pictures.stream().map(picture -> Levels.colourPicture(picture.pixels())).toList();
    int tallest = images.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow();
    int enlargement = (LEAST_HEIGHT + tallest - 1) / tallest;
    int height = tallest * enlargement;
    return IntStream.range(0, images.size())
        .mapToObj(i -> new Tile(images.get(i), pictures.get(i).caption(), height))
        .toList();
  }

  private record Tile(BufferedImage image, String caption, int height) {

    int width() {
      return Math.max(1, Math.round((float) image.getWidth() * height / image.getHeight()));
    }

    int columnWidth() {
      return Math.max(width(), Lettering.width(caption));
    }

    void draw(Graphics2D pen, int left, int top) {
      int centre = left + columnWidth() / 2;
      pen.drawImage(image, centre - width() / 2, top, width(), height, null);
      Lettering.drawCentred(pen, caption, centre, top + height + GUTTER);
    }
  }
}
