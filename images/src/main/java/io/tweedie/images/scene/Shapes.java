package io.tweedie.images.scene;

/** The outlines of shapes that are no digits. */
final class Shapes {

  private static final int HEART_POINTS = 40;

  private Shapes() {}

  static Form circle() {
    return Form.disc(0, 0, 0.95);
  }

  static Form square() {
    return Form.polygon(-0.78, -0.78, 0.78, -0.78, 0.78, 0.78, -0.78, 0.78);
  }

  static Form triangle() {
    return Form.polygon(0, -0.98, 0.92, 0.66, -0.92, 0.66);
  }

  static Form star() {
    double[] points = new double[20];
    for (int i = 0; i < 10; i++) {
      double angle = StrictMath.PI * i / 5;
      double radius = i % 2 == 0 ? 1.05 : 0.44;
      points[2 * i] = radius * StrictMath.sin(angle);
      points[2 * i + 1] = 0.05 - radius * StrictMath.cos(angle);
    }
    return Form.polygon(points);
  }

  /** Weisstein's heart curve, MathWorld. */
  static Form heart() {
    double[] points = new double[2 * HEART_POINTS];
    for (int i = 0; i < HEART_POINTS; i++) {
      double t = 2 * StrictMath.PI * i / HEART_POINTS;
      double sine = StrictMath.sin(t);
      double down =
          5 * StrictMath.cos(2 * t)
              + 2 * StrictMath.cos(3 * t)
              + StrictMath.cos(4 * t)
              - 13 * StrictMath.cos(t);
      points[2 * i] = sine * sine * sine;
      points[2 * i + 1] = (down - 2.5) / 16;
    }
    return Form.polygon(points);
  }

  static Form ring() {
    return Form.disc(0, 0, 0.8).line(0.36);
  }

  static Form cross() {
    double arm = 0.95;
    double half = 0.3;
    return Form.polygon(
        -half, -arm, half, -arm, half, -half, arm, -half, arm, half, half, half, half, arm, -half,
        arm, -half, half, -arm, half, -arm, -half, -half, -half);
  }

  static Form moon() {
    return Form.disc(0.2, 0, 0.95).without(Form.disc(0.68, 0, 0.72));
  }
}
