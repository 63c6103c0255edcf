package io.tweedie.images.procedural;

import java.util.random.RandomGenerator;

/** The outline of a leaf of radius about 1 around the origin. */
@FunctionalInterface
interface LeafShape {

  /** No shape reaches further than this from the origin. */
  double REACH = 1.5;

  /** Whether a point is inside. */
  boolean holds(double x, double y);

  /** Ellipses, rectangles, convex polygons and lobed blobs, equally often. */
  static LeafShape draw(RandomGenerator random) {
    double turn = 2 * Math.PI * random.nextDouble();
    double cosine = StrictMath.cos(turn);
    double sine = StrictMath.sin(turn);
    LeafShape upright =
        switch (random.nextInt(4)) {
          case 0 -> ellipse(random.nextDouble(0.35, 1));
          case 1 -> rectangle(random.nextDouble(0.2, 1));
          case 2 -> polygon(random.nextInt(3, 7), random);
          default -> blob(0.25 * random.nextDouble(), 0.25 * random.nextDouble());
        };
    return (x, y) -> upright.holds(x * cosine + y * sine, y * cosine - x * sine);
  }

  private static LeafShape ellipse(double width) {
    return (x, y) -> x * x + y * y / (width * width) < 1;
  }

  private static LeafShape rectangle(double width) {
    return (x, y) -> Math.abs(x) < 1 && Math.abs(y) < width;
  }

  /** Half-planes that touch circles around the origin, cut off where two meet far out. */
  private static LeafShape polygon(int edges, RandomGenerator random) {
    double[] normals = new double[3 * edges];
    for (int i = 0; i < edges; i++) {
      double angle = 2 * Math.PI * (i + 0.6 * random.nextDouble()) / edges;
      normals[3 * i] = StrictMath.cos(angle);
      normals[3 * i + 1] = StrictMath.sin(angle);
      normals[3 * i + 2] = random.nextDouble(0.4, 0.9);
    }
    return (x, y) -> {
      for (int i = 0; i < normals.length; i += 3) {
        if (normals[i] * x + normals[i + 1] * y > normals[i + 2]) {
          return false;
        }
      }
      return x * x + y * y < REACH * REACH;
    };
  }

  /** r < 1 + two cos(2 angle) + three cos(3 angle). */
  private static LeafShape blob(double two, double three) {
    return (x, y) -> {
      double r = Math.sqrt(x * x + y * y);
      double c = r == 0 ? 1 : x / r;
      return r < 1 + two * (2 * c * c - 1) + three * (4 * c * c - 3) * c;
    };
  }
}
