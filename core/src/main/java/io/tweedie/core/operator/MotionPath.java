package io.tweedie.core.operator;

import io.tweedie.core.random.RandomStream;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;

/**
 * The path of a light over the sensor while a hand-held camera shakes, after the generator by Levi
 * Borodenko ({@code motionblur}, 2019) whose kernels DPS (Chung et al., 2023) blurs with.
 *
 * <p>With lengths in diagonals of the kernel, and the intensity I in [0, 1]:
 *
 * <ul>
 *   <li>the path is 3/4 (u + I^2 v) long, with u and v uniform in [0, 1];
 *   <li>its steps are 1.1 - I times Beta(1, 30) variates, so that an intense shake is made of small
 *       steps;
 *   <li>the widest angle w between a step and the path's direction is uniform in [0, I pi]; the
 *       first angle is uniform in [-w, w], the others are triangular between 0 and w + 0.1 with the
 *       mode at I w, and from each step to the next they change sides with a probability that is a
 *       Beta(2, 20) variate;
 *   <li>all of it is turned by an angle uniform in [0, pi], and the mean of the corners is put in
 *       the middle of the kernel. What then lies outside is lost.
 * </ul>
 *
 * <p>The original draws lines on a canvas of twice the size, softens and shrinks them. Here a pixel
 * gets the light of a path drawn by a pencil with a Gaussian profile, as wide as theirs.
 */
final class MotionPath {

  private static final double LEAST_STEP = 0.1;
  private static final double LEAST_ANGLE = 0.1;
  private static final double PENCIL_PER_EDGE = 1.0 / 122;
  private static final double FINEST_PENCIL = 0.5;
  private static final double DOTS_PER_PENCIL = 4;
  private static final double REACH_IN_PENCILS = 5;

  private final int size;
  private final double intensity;
  private final RandomGenerator random;
  private final double pencil;

  private MotionPath(int size, double intensity, long seed) {
    this.size = size;
    this.intensity = intensity;
    this.random = new RandomStream(seed, "motion");
    this.pencil = Math.max(FINEST_PENCIL, PENCIL_PER_EDGE * size);
  }

  /** The light on each pixel of a size x size kernel, row by row. */
  static double[] light(int size, double intensity, long seed) {
    return new MotionPath(size, intensity, seed).draw();
  }

  private double[] draw() {
    double diagonal = size * Math.sqrt(2);
    double[] steps = steps(diagonal);
    double[] angles = angles(steps.length);
    double turn = random.nextDouble(Math.PI);
    double[] rows = new double[steps.length + 1];
    double[] columns = new double[steps.length + 1];
    for (int i = 0; i < steps.length; i++) {
      rows[i + 1] = rows[i] + steps[i] * StrictMath.sin(angles[i] + turn);
      columns[i + 1] = columns[i] + steps[i] * StrictMath.cos(angles[i] + turn);
    }
    centre(rows);
    centre(columns);
    double[] light = new double[size * size];
    for (int i = 0; i < steps.length; i++) {
      int dots = (int) Math.ceil(steps[i] * DOTS_PER_PENCIL / pencil);
      for (int dot = 0; dot < dots; dot++) {
        double part = (dot + 0.5) / dots;
        double row = rows[i] + part * (rows[i + 1] - rows[i]);
        double column = columns[i] + part * (columns[i + 1] - columns[i]);
        addDot(light, row, column, steps[i] / dots);
      }
    }
    return light;
  }

  private double[] steps(double diagonal) {
    double total =
        0.75 * diagonal * (random.nextDouble() + intensity * intensity * random.nextDouble());
    double longest = (1 - intensity + LEAST_STEP) * diagonal;
    DoubleStream.Builder steps = DoubleStream.builder();
    double left = total;
    while (left > 0) {
      double step = Math.min(left, longest * beta(1, 30));
      steps.add(step);
      left -= step;
    }
    return steps.build().toArray();
  }

  private double[] angles(int count) {
    double widest = intensity * Math.PI * random.nextDouble();
    double changes = beta(2, 20);
    double[] angles = new double[count];
    for (int i = 0; i < count; i++) {
      if (i == 0) {
        angles[i] = widest * (2 * random.nextDouble() - 1);
      } else {
        double side = Math.signum(angles[i - 1]) * (random.nextDouble() < changes ? -1 : 1);
        angles[i] = side * triangular(intensity * widest, widest + LEAST_ANGLE);
      }
    }
    return angles;
  }

  private void centre(double[] corners) {
    double mean = Arrays.stream(corners).average().orElseThrow();
    for (int i = 0; i < corners.length; i++) {
      corners[i] += size / 2 - mean;
    }
  }

  private void addDot(double[] light, double row, double column, double brightness) {
    double reach = REACH_IN_PENCILS * pencil;
    int top = (int) Math.max(0, Math.ceil(row - reach));
    int bottom = (int) Math.min(size - 1, Math.floor(row + reach));
    int left = (int) Math.max(0, Math.ceil(column - reach));
    int right = (int) Math.min(size - 1, Math.floor(column + reach));
    for (int i = top; i <= bottom; i++) {
      for (int j = left; j <= right; j++) {
        double distance = StrictMath.hypot(i - row, j - column) / pencil;
        light[i * size + j] += brightness * StrictMath.exp(-0.5 * distance * distance);
      }
    }
  }

  /** A Beta variate with whole parameters, from two sums of exponential variates. */
  private double beta(int a, int b) {
    double first = exponentials(a);
    return first / (first + exponentials(b));
  }

  private double exponentials(int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum -= StrictMath.log1p(-random.nextDouble());
    }
    return sum;
  }

  /** A triangular variate between 0 and a limit, by the inverse of its distribution function. */
  private double triangular(double mode, double limit) {
    double u = random.nextDouble();
    return u * limit < mode
        ? Math.sqrt(u * limit * mode)
        : limit - Math.sqrt((1 - u) * limit * (limit - mode));
  }
}
