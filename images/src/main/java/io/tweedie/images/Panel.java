package io.tweedie.images;

import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool2d;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Pictures side by side on white, each with its caption below. Smaller pictures are enlarged to the
 * height of the tallest by repeating pixels, so that a low-resolution measurement shows its pixels;
 * if all are small, all are enlarged alike. Large ones are shrunk by the means of their pixels
 * until the longest side shown is 2000, as three photos of full size side by side would need more
 * memory than their restoration.
 *
 * @param pictures from left to right; at least one
 */
public record Panel(List<Captioned> pictures) {
  private static final int GUTTER = 4;
  private static final int LEAST_HEIGHT = 128;
  private static final int LONGEST = 2000;

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
    pictures.forEach(picture -> Levels.requireImage(picture.pixels()));
    int height = height();
    return pictures.stream()
        .map(picture -> new Tile(shown(picture.pixels(), height), picture.caption(), height))
        .toList();
  }

  /** At which all are shown. */
  private int height() {
    long tallest = pictures.stream().mapToLong(p -> p.pixels().size(2)).max().orElseThrow();
    double widest =
        pictures.stream()
            .mapToDouble(p -> (double) tallest * p.pixels().size(3) / p.pixels().size(2))
            .max()
            .orElseThrow();
    double longest = Math.max(tallest, widest);
    if (longest > LONGEST) {
      return (int) Math.max(1, Math.round(tallest * LONGEST / longest));
    }
    long enlargement = (LEAST_HEIGHT + tallest - 1) / tallest;
    return (int) (tallest * enlargement);
  }

  private static BufferedImage shown(Tensor pixels, int height) {
    if (pixels.size(2) <= height) {
      return Levels.colourPicture(pixels);
    }
    try (PointerScope scope = new PointerScope()) {
      long width = Math.max(1, Math.round((double) pixels.size(3) * height / pixels.size(2)));
      return Levels.colourPicture(adaptive_avg_pool2d(pixels, new long[] {height, width}));
    }
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
