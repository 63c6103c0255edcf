package io.tweedie.images.scene;

/**
 * An outline as a signed distance: how far a point is from it, negative inside. Lengths are in
 * units of an object's radius; x points right and y down.
 */
@FunctionalInterface
interface Form {

  /** No form reaches farther from its centre than this. */
  double REACH = 1.14;

  /** The distance of a point. */
  double distance(double x, double y);

  /** A disc. */
  static Form disc(double x0, double y0, double radius) {
    return (x, y) -> length(x - x0, y - y0) - radius;
  }

  /** What is in this form and not in the other. */
  default Form without(Form other) {
    return (x, y) -> Math.max(distance(x, y), -other.distance(x, y));
  }

  /** A line of this thickness along the outline, half of it to each side. */
  default Form line(double thickness) {
    return (x, y) -> Math.abs(distance(x, y)) - thickness / 2;
  }

  /**
   * A closed polygon.
   *
   * @param points x and y by turns
   */
  static Form polygon(double... points) {
    return (x, y) -> {
      double nearest = Double.MAX_VALUE;
      boolean inside = false;
      int last = points.length - 2;
      for (int i = 0; i < points.length; last = i, i += 2) {
        double ax = points[last];
        double ay = points[last + 1];
        double bx = points[i];
        double by = points[i + 1];
        nearest = Math.min(nearest, squareToSegment(x, y, ax, ay, bx, by));
        if (ay > y != by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax) {
          inside = !inside;
        }
      }
      return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
    };
  }

  /**
   * Strokes of a round pen.
   *
   * @param thickness of the pen
   * @param strokes each an open line of points, x and y by turns
   */
  static Form strokes(double thickness, double[]... strokes) {
    return (x, y) -> {
      double nearest = Double.MAX_VALUE;
      for (double[] points : strokes) {
        for (int i = 2; i < points.length; i += 2) {
          nearest =
              Math.min(
                  nearest,
                  squareToSegment(x, y, points[i - 2], points[i - 1], points[i], points[i + 1]));
        }
      }
      return Math.sqrt(nearest) - thickness / 2;
    };
  }

  private static double squareToSegment(
      double x, double y, double ax, double ay, double bx, double by) {
    double dx = bx - ax;
    double dy = by - ay;
    double px = x - ax;
    double py = y - ay;
    double along = (px * dx + py * dy) / (dx * dx + dy * dy);
    double t = Math.max(0, Math.min(1, along));
    double ex = px - t * dx;
    double ey = py - t * dy;
    return ex * ex + ey * ey;
  }

  private static double length(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }
}
