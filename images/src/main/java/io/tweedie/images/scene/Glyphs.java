package io.tweedie.images.scene;

/** The digits, each as strokes of a round pen. */
final class Glyphs {

  private static final double PEN = 0.36;
  private static final double TOP = -0.8;
  private static final double BASE = 0.8;
  private static final int DEGREES_BETWEEN_POINTS = 15;

  private Glyphs() {}

  static Form zero() {
    return digit(arc(0, 0, 0.46, 0.8, 0, 360));
  }

  static Form one() {
    return digit(
        new double[] {-0.34, -0.45, 0.06, TOP, 0.06, BASE}, new double[] {-0.36, BASE, 0.46, BASE});
  }

  static Form two() {
    return digit(
        arc(0, -0.36, 0.46, 0.44, 190, 390), new double[] {0.4, -0.14, -0.46, BASE, 0.48, BASE});
  }

  static Form three() {
    return digit(arc(-0.06, -0.4, 0.44, 0.4, 205, 450), arc(-0.06, 0.4, 0.52, 0.4, 270, 515));
  }

  static Form four() {
    return digit(new double[] {0.22, BASE, 0.22, TOP, -0.5, 0.3, 0.56, 0.3});
  }

  static Form five() {
    return digit(
        new double[] {0.42, TOP, -0.34, TOP, -0.4, -0.08}, arc(-0.04, 0.3, 0.5, 0.5, 225, 510));
  }

  static Form six() {
    return digit(arc(0, 0.34, 0.46, 0.46, 0, 360), arc(0.42, 0.34, 0.88, 1.14, 180, 270));
  }

  static Form seven() {
    return digit(new double[] {-0.46, TOP, 0.46, TOP, -0.12, BASE});
  }

  static Form eight() {
    return digit(arc(0, -0.41, 0.38, 0.39, 0, 360), arc(0, 0.39, 0.46, 0.41, 0, 360));
  }

  static Form nine() {
    return digit(arc(0, -0.34, 0.46, 0.46, 0, 360), arc(-0.42, -0.34, 0.88, 1.14, 0, 90));
  }

  private static Form digit(double[]... strokes) {
    return Form.strokes(PEN, strokes);
  }

  /** Part of an ellipse, clockwise from one angle to another; 0 points right, 270 up. */
  private static double[] arc(double x, double y, double rx, double ry, int from, int to) {
    int pieces = (to - from + DEGREES_BETWEEN_POINTS - 1) / DEGREES_BETWEEN_POINTS;
    double[] points = new double[2 * (pieces + 1)];
    for (int i = 0; i <= pieces; i++) {
      double angle = StrictMath.toRadians(from + (to - from) * (double) i / pieces);
      points[2 * i] = x + rx * StrictMath.cos(angle);
      points[2 * i + 1] = y + ry * StrictMath.sin(angle);
    }
    return points;
  }
}
