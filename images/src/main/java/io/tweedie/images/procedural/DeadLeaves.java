package io.tweedie.images.procedural;

import java.util.random.RandomGenerator;

/**
 * Things of all sizes that hide each other: leaves whose radii r have the density r^-3, which makes
 * the picture the same at every scale, as photos are (Lee, Mumford and Huang 2001; as training data
 * Achddou, Gousseau and Ladjal 2021). Painted from the front to the back, so that every pixel is
 * painted once.
 *
 * @param tones of the fills
 * @param palette of their colours
 * @param least radius in pixels
 * @param most radius in pixels
 */
record DeadLeaves(Tones tones, Palette palette, double least, double most) {

  private static final double COVERED = 0.995;

  /** Fills a canvas; what little no leaf covers shows a ground. */
  void fill(Canvas canvas, RandomGenerator random) {
    boolean[] painted = paint(canvas, COVERED, random);
    Fill ground = new Fill(tones, palette.colour(random), canvas.side(), random);
    for (int i = 0; i < painted.length; i++) {
      if (!painted[i]) {
        canvas.paint(i, ground, i % canvas.side(), i / canvas.side());
      }
    }
  }

  /**
   * Paints leaves until a share of the canvas is covered.
   *
   * @return which pixels are
   */
  boolean[] paint(Canvas canvas, double share, RandomGenerator random) {
    boolean[] painted = new boolean[canvas.side() * canvas.side()];
    int wanted = (int) (share * painted.length);
    for (int done = 0; done < wanted; ) {
      done += leaf(canvas, painted, random);
    }
    return painted;
  }

  private int leaf(Canvas canvas, boolean[] painted, RandomGenerator random) {
    int side = canvas.side();
    double radius = radius(random);
    double reach = LeafShape.REACH * radius;
    double x0 = random.nextDouble(-radius, side + radius);
    double y0 = random.nextDouble(-radius, side + radius);
    LeafShape shape = LeafShape.draw(random);
    Fill fill = new Fill(tones, palette.colour(random), radius, random);
    int left = Math.max(0, (int) Math.floor(x0 - reach));
    int right = Math.min(side - 1, (int) Math.ceil(x0 + reach));
    int top = Math.max(0, (int) Math.floor(y0 - reach));
    int bottom = Math.min(side - 1, (int) Math.ceil(y0 + reach));
    int count = 0;
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        int i = y * side + x;
        if (!painted[i] && shape.holds((x - x0) / radius, (y - y0) / radius)) {
          painted[i] = true;
          canvas.paint(i, fill, x - (int) x0, y - (int) y0);
          count++;
        }
      }
    }
    return count;
  }

  /** Of density r^-3 from the least to the most. */
  private double radius(RandomGenerator random) {
    double far = 1 / (most * most);
    double near = 1 / (least * least);
    return 1 / Math.sqrt(near + (far - near) * random.nextDouble());
  }
}
