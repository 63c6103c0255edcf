package io.tweedie.images;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Numbers per pixel as colours from black over red to yellow, with the scale at the right. Small
 * maps are enlarged by repeating pixels.
 *
 * @param values 1 x 1 x H x W, 0 or more
 * @param most the value of the brightest colour; what is larger has it too; positive
 */
public record HeatMap(Tensor values, double most) {
  private static final int GUTTER = 4;
  private static final int LEAST_HEIGHT = 128;
  private static final int BAR = 12;
  private static final double SHARE_SHOWN = 0.99;

  /** From dark to bright in about equal steps to the eye, like the map "magma" of matplotlib. */
  private static final Color[] COLOURS = {
    new Color(0, 0, 4),
    new Color(81, 18, 124),
    new Color(183, 55, 121),
    new Color(252, 137, 97),
    new Color(252, 253, 191)
  };

  /** Refuses what is no map. */
  public HeatMap {
    if (values.ndimension() != 4 || values.size(0) != 1 || values.size(1) != 1) {
      throw new IllegalArgumentException(
          "a heat map needs values of shape [1, 1, height, width], not "
              + Arrays.toString(values.shape()));
    }
    if (!(most > 0)) {
      throw new IllegalArgumentException("the top of a scale must be positive, got " + most);
    }
  }

  /** A map whose scale ends where all but a hundredth of the values do. */
  public static HeatMap of(Tensor values) {
    float[] sorted = numbers(values);
    Arrays.sort(sorted);
    double most = sorted[(int) ((sorted.length - 1) * SHARE_SHOWN)];
    return new HeatMap(values, most > 0 ? most : 1);
  }

  /** Draws the map and its scale. */
  public BufferedImage render() {
    int height = (int) values.size(2);
    int width = (int) values.size(3);
    int enlargement = (LEAST_HEIGHT + height - 1) / height;
    int tall = height * enlargement;
    int wide = width * enlargement;
    String top = label(most);
    String middle = label(most / 2);
    int labels = Math.max(Lettering.width(top), Lettering.width(middle));
    BufferedImage sheet = Lettering.sheet(wide + BAR + labels + 5 * GUTTER, tall + 2 * GUTTER);
    Graphics2D pen = Lettering.pen(sheet);
    pen.drawImage(map(width, height), GUTTER, GUTTER, wide, tall, null);
    int bar = wide + 2 * GUTTER;
    for (int y = 0; y < tall; y++) {
      pen.setColor(colour(1 - y / (tall - 1.0)));
      pen.fillRect(bar, GUTTER + y, BAR, 1);
    }
    pen.setColor(Color.DARK_GRAY);
    int centre = bar + BAR + GUTTER + labels / 2;
    Lettering.drawCentred(pen, top, centre, GUTTER);
    Lettering.drawCentred(pen, middle, centre, GUTTER + (tall - Lettering.height()) / 2);
    Lettering.drawCentred(pen, "0", centre, GUTTER + tall - Lettering.height());
    pen.dispose();
    return sheet;
  }

  /**
   * Draws the map into a PNG file.
   *
   * @throws ImageException if the file cannot be written
   */
  public void writePng(Path file) {
    ImageFile.writePng(file, render());
  }

  private static String label(double value) {
    return String.format(Locale.ROOT, "%.2g", value);
  }

  private BufferedImage map(int width, int height) {
    float[] numbers = numbers(values);
    BufferedImage map = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < numbers.length; i++) {
      map.setRGB(i % width, i / width, colour(numbers[i] / most).getRGB());
    }
    return map;
  }

  private static float[] numbers(Tensor values) {
    try (PointerScope scope = new PointerScope()) {
      FloatBuffer buffer = values.detach().cpu().to(ScalarType.Float).contiguous().createBuffer();
      float[] numbers = new float[Math.toIntExact(values.numel())];
      buffer.get(numbers);
      return numbers;
    }
  }

  private static Color colour(double share) {
    double place = Math.max(0, Math.min(1, share)) * (COLOURS.length - 1);
    int below = Math.min((int) place, COLOURS.length - 2);
    double rest = place - below;
    Color a = COLOURS[below];
    Color b = COLOURS[below + 1];
    return new Color(
        mixed(a.getRed(), b.getRed(), rest),
        mixed(a.getGreen(), b.getGreen(), rest),
        mixed(a.getBlue(), b.getBlue(), rest));
  }

  private static int mixed(int a, int b, double share) {
    return (int) Math.round(a + (b - a) * share);
  }
}
