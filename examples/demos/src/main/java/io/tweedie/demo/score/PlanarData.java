package io.tweedie.demo.score;

import io.tweedie.core.exact.IsotropicMixture;
import io.tweedie.core.score.GeometricSigmas;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;

/** Distributions over the plane, to learn and to look at. */
public enum PlanarData implements Points {
  /** Two half circles of radius 2 that reach into each other, with noise of deviation 0.1. */
  MOONS(2, 4, new GeometricSigmas(8, 0.05, 12), PlanarData::moons),
  /** Five arms that turn, further the further out they reach (Johnson et al. 2016). */
  PINWHEEL(2, 5, new GeometricSigmas(8, 0.05, 12), PlanarData::pinwheel),
  /** {@link IsotropicMixture#unequal}, whose exact score is known. */
  MIXTURE(5, 9, new GeometricSigmas(20, 0.1, 12), IsotropicMixture.unequal()::point);

  private final double scale;
  private final double reach;
  private final GeometricSigmas sigmas;
  private final Function<RandomGenerator, double[]> point;

  PlanarData(
      double scale,
      double reach,
      GeometricSigmas sigmas,
      Function<RandomGenerator, double[]> point) {
    this.scale = scale;
    this.reach = reach;
    this.sigmas = sigmas;
    this.point = point;
  }

  private static double[] moons(RandomGenerator random) {
    double angle = Math.PI * random.nextDouble();
    int side = random.nextBoolean() ? 1 : -1;
    return new double[] {
      side * (2 * Math.cos(angle) - 1) + 0.1 * random.nextGaussian(),
      side * (2 * Math.sin(angle) - 0.5) + 0.1 * random.nextGaussian()
    };
  }

  private static double[] pinwheel(RandomGenerator random) {
    double along = 2 + 0.6 * random.nextGaussian();
    double across = 0.15 * random.nextGaussian();
    double turn = 2 * Math.PI / 5 * random.nextInt(5) + 0.25 * Math.exp(along / 2);
    return new double[] {
      along * Math.cos(turn) - across * Math.sin(turn),
      along * Math.sin(turn) + across * Math.cos(turn)
    };
  }

  /** Typical size of a coordinate. */
  public double scale() {
    return scale;
  }

  /** No coordinate of nearly any point is larger. */
  public double reach() {
    return reach;
  }

  /** Noise levels to learn it under, from the distances in it to less than its finest detail. */
  public GeometricSigmas sigmas() {
    return sigmas;
  }

  @Override
  public Tensor sample(int n, RandomGenerator random) {
    float[] points = new float[2 * n];
    for (int i = 0; i < n; i++) {
      double[] drawn = point.apply(random);
      points[2 * i] = (float) drawn[0];
      points[2 * i + 1] = (float) drawn[1];
    }
    return Tensor.create(points, n, 2);
  }
}
