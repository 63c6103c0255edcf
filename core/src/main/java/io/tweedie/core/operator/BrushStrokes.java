package io.tweedie.core.operator;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Wipes out parts of an image with a brush, in zigzags like those of the free-form masks of Yu et
 * al. (Free-Form Image Inpainting with Gated Convolution, 2019, algorithm 1): 4 to 12 strokes at
 * about 72 degrees to either side of the zigzag's direction, up to a quarter of the image's
 * diagonal long, and as wide as 12 to 40 pixels are in an image of 256. They draw some zigzags and
 * take the coverage that comes of it; here the brush is lifted at the wanted coverage, to the
 * pixel.
 */
final class BrushStrokes {

  private static final int FEWEST_STROKES = 4;
  private static final int MOST_STROKES = 12;
  private static final double THINNEST = 12.0 / 256;
  private static final double WIDEST = 40.0 / 256;
  private static final double THINNEST_IN_PIXELS = 1;
  private static final double LONGEST_IN_DIAGONALS = 0.25;
  private static final double MEAN_ANGLE = 2 * Math.PI / 5;
  private static final double ANGLE_SPREAD = 2 * Math.PI / 15;

  private final int height;
  private final int width;
  private final RandomGenerator random;
  private final float[] mask;
  private long remaining;

  private BrushStrokes(int height, int width, long missing, RandomGenerator random) {
    this.height = height;
    this.width = width;
    this.random = random;
    this.mask = new float[Math.multiplyExact(height, width)];
    Arrays.fill(mask, 1);
    this.remaining = missing;
  }

  /**
   * Wipes out pixels.
   *
   * @param missing how many, at most height * width
   * @return 0 where a pixel is wiped out and 1 elsewhere, row by row
   */
  static float[] mask(int height, int width, long missing, RandomGenerator random) {
    BrushStrokes brush = new BrushStrokes(height, width, missing, random);
    while (brush.remaining > 0) {
      brush.zigzag();
    }
    return brush.mask;
  }

  private void zigzag() {
    double brushWidth = Math.min(height, width) * random.nextDouble(THINNEST, WIDEST);
    double radius = Math.max(THINNEST_IN_PIXELS, brushWidth) / 2;
    double longest = LONGEST_IN_DIAGONALS * StrictMath.hypot(height, width);
    double heading = random.nextDouble(2 * Math.PI);
    double row = random.nextDouble(height);
    double column = random.nextDouble(width);
    int strokes = random.nextInt(FEWEST_STROKES, MOST_STROKES + 1);
    for (int i = 0; i < strokes; i++) {
      double angle = MEAN_ANGLE + random.nextDouble(-ANGLE_SPREAD, ANGLE_SPREAD);
      double direction = heading + (i % 2 == 0 ? angle : -angle);
      double length = random.nextDouble(longest);
      int dabs = (int) Math.ceil(length);
      for (int dab = 0; dab <= dabs; dab++) {
        double way = Math.min(dab, length);
        dab(
            row + way * StrictMath.sin(direction),
            column + way * StrictMath.cos(direction),
            radius);
      }
      row = Math.min(Math.max(row + length * StrictMath.sin(direction), 0), height);
      column = Math.min(Math.max(column + length * StrictMath.cos(direction), 0), width);
    }
  }

  /** Wipes out the pixels whose centres are in a disc, as long as any are to be. */
  private void dab(double row, double column, double radius) {
    int top = (int) Math.max(0, Math.ceil(row - radius - 0.5));
    int bottom = (int) Math.min(height - 1, Math.floor(row + radius - 0.5));
    int left = (int) Math.max(0, Math.ceil(column - radius - 0.5));
    int right = (int) Math.min(width - 1, Math.floor(column + radius - 0.5));
    for (int i = top; i <= bottom; i++) {
      for (int j = left; j <= right; j++) {
        boolean inside = StrictMath.hypot(i + 0.5 - row, j + 0.5 - column) <= radius;
        if (inside && remaining > 0 && mask[i * width + j] == 1) {
          mask[i * width + j] = 0;
          remaining--;
        }
      }
    }
  }
}
