package io.tweedie.images.procedural;

/** A square picture under work: three planes of samples, of which 0 is black and 255 white. */
final class Canvas {

  static final int CHANNELS = 3;

  private final int side;
  private final float[][] planes;

  /** A black one. */
  Canvas(int side) {
    this.side = side;
    planes = new float[CHANNELS][side * side];
  }

  int side() {
    return side;
  }

  void paint(int pixel, Fill fill, int x, int y) {
    float tone = fill.tone(x, y);
    for (int c = 0; c < CHANNELS; c++) {
      planes[c][pixel] = fill.sample(c, tone);
    }
  }

  /** Takes over the pixels that a mask names from another canvas of the same size. */
  void overlay(Canvas front, boolean[] mask) {
    for (int c = 0; c < CHANNELS; c++) {
      for (int i = 0; i < mask.length; i++) {
        if (mask[i]) {
          planes[c][i] = front.planes[c][i];
        }
      }
    }
  }

  /** Means over squares of 2 x 2 pixels: half the side. */
  Canvas halved() {
    Canvas half = new Canvas(side / 2);
    for (int c = 0; c < CHANNELS; c++) {
      float[] from = planes[c];
      float[] to = half.planes[c];
      for (int y = 0; y < half.side; y++) {
        for (int x = 0; x < half.side; x++) {
          int i = 2 * y * side + 2 * x;
          to[y * half.side + x] = (from[i] + from[i + 1] + from[i + side] + from[i + side + 1]) / 4;
        }
      }
    }
    return half;
  }

  /**
   * Blurs by three boxes one after the other, which come near a Gaussian of deviation sqrt(radius
   * (radius + 1)); pixels beyond the edge are those at it.
   */
  void blur(int radius) {
    float[] line = new float[side];
    for (float[] plane : planes) {
      for (int pass = 0; pass < 3; pass++) {
        for (int k = 0; k < side; k++) {
          box(plane, k * side, 1, radius, line);
        }
        for (int k = 0; k < side; k++) {
          box(plane, k, side, radius, line);
        }
      }
    }
  }

  private void box(float[] plane, int start, int stride, int radius, float[] line) {
    double sum = 0;
    for (int k = -radius; k <= radius; k++) {
      sum += plane[start + within(k) * stride];
    }
    for (int k = 0; k < side; k++) {
      line[k] = (float) (sum / (2 * radius + 1));
      sum +=
          plane[start + within(k + radius + 1) * stride]
              - plane[start + within(k - radius) * stride];
    }
    for (int k = 0; k < side; k++) {
      plane[start + k * stride] = line[k];
    }
  }

  private int within(int k) {
    return Math.max(0, Math.min(side - 1, k));
  }

  /** Unsigned bytes: the red plane, the green and the blue, row by row. */
  byte[] levels() {
    int area = side * side;
    byte[] levels = new byte[CHANNELS * area];
    for (int c = 0; c < CHANNELS; c++) {
      for (int i = 0; i < area; i++) {
        levels[c * area + i] = (byte) Math.max(0, Math.min(255, (int) (planes[c][i] + 0.5f)));
      }
    }
    return levels;
  }
}
