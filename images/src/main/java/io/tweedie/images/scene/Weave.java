package io.tweedie.images.scene;

/**
 * How much of the accent of a colour is seen at a point. Lengths are shares of the picture's side.
 */
@FunctionalInterface
interface Weave {

  /** The colour alone. */
  Weave NONE = (x, y, pixel) -> 0;

  /**
   * The accent's share, 0 to 1.
   *
   * @param x from the left
   * @param y from the top
   * @param pixel length of a pixel, over which edges are softened
   */
  double accent(double x, double y, double pixel);

  /** Horizontal stripes. */
  static Weave rows(double period) {
    return (x, y, pixel) -> covered(wave(y, period), pixel);
  }

  /** Stripes that rise to the right. */
  static Weave diagonals(double period) {
    double across = Math.sqrt(0.5);
    return (x, y, pixel) -> covered(wave((x + y) * across, period), pixel);
  }

  /** Dots in a square lattice, of which one is at the origin. */
  static Weave dots(double spacing, double radius) {
    return (x, y, pixel) -> {
      double dx = x - spacing * Math.rint(x / spacing);
      double dy = y - spacing * Math.rint(y / spacing);
      return covered(Math.sqrt(dx * dx + dy * dy) - radius, pixel);
    };
  }

  /** A chessboard. */
  static Weave checks(double side) {
    return (x, y, pixel) -> {
      double column = covered(wave(x, 2 * side), pixel);
      double row = covered(wave(y, 2 * side), pixel);
      return column + row - 2 * column * row;
    };
  }

  /** More towards the bottom. */
  static Weave gradient() {
    return (x, y, pixel) -> y;
  }

  /** A fainter one. */
  default Weave times(double share) {
    return (x, y, pixel) -> share * accent(x, y, pixel);
  }

  /** Signed distance from stripes of half a period, negative in them. */
  private static double wave(double at, double period) {
    double centred = at - period / 4;
    return Math.abs(centred - period * Math.rint(centred / period)) - period / 4;
  }

  /** The share of a pixel that is on the negative side of a signed distance. */
  static double covered(double distance, double pixel) {
    return Math.max(0, Math.min(1, 0.5 - distance / pixel));
  }
}
