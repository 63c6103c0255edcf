package io.tweedie.core.score;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.logsumexp;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.softmax;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;

/**
 * A mixture of round normal distributions, with its exact scores: what trained scores and samplers
 * can be held against. Noise of deviation sigma turns the variance v of each component into v +
 * sigma^2 and leaves weights and means alone.
 *
 * @param components at least one, all of the same dimension; their weights sum to 1
 */
public record GaussianMixture(List<Component> components) implements Score {

  /**
   * One of the normal distributions.
   *
   * @param weight share of the data, above 0
   * @param mean its centre
   * @param deviation of each coordinate, above 0
   */
  public record Component(double weight, List<Double> mean, double deviation) {

    /** Copies the mean. */
    public Component {
      mean = List.copyOf(mean);
      if (!(weight > 0 && deviation > 0) || mean.isEmpty()) {
        throw new IllegalArgumentException(
            "a component needs a positive weight and deviation and a mean, got %s, %s and %s"
                .formatted(weight, deviation, mean));
      }
    }
  }

  /** Checks that weights and dimensions fit together. */
  public GaussianMixture {
    components = List.copyOf(components);
    double sum = components.stream().mapToDouble(Component::weight).sum();
    if (Math.abs(sum - 1) > 1e-9) {
      throw new IllegalArgumentException("the weights of a mixture must sum to 1, not to " + sum);
    }
    if (components.stream().map(c -> c.mean().size()).distinct().count() != 1) {
      throw new IllegalArgumentException("the means of a mixture must have one dimension");
    }
  }

  /**
   * The mixture on which naive Langevin dynamics fails: 1/5 around (-5, -5) and 4/5 around (5, 5),
   * both of deviation 1 (Song and Ermon 2019, section 3.2.2).
   */
  public static GaussianMixture unequal() {
    return new GaussianMixture(
        List.of(
            new Component(0.2, List.of(-5.0, -5.0), 1), new Component(0.8, List.of(5.0, 5.0), 1)));
  }

  /** Number of coordinates of a point. */
  public int dimension() {
    return components.get(0).mean().size();
  }

  /**
   * The score of the mixture under noise.
   *
   * @param x points, float32 [..., dimension]
   * @param sigma deviation of the noise, at least 0
   * @return of the shape of x
   */
  @Override
  public Tensor at(Tensor x, double sigma) {
    Tensor pull = responsibilities(x, sigma).div(variances(sigma));
    return matmul(pull, means()).sub(x.mul(pull.sum(new long[] {-1}, true, null)));
  }

  /**
   * ln p_sigma; arguments as in {@link #at}.
   *
   * @return [...]
   */
  public Tensor logDensity(Tensor x, double sigma) {
    return logsumexp(logJoint(x, sigma), -1);
  }

  /**
   * How probably each point is from each component; arguments as in {@link #at}.
   *
   * @return [..., components], in their order
   */
  public Tensor responsibilities(Tensor x, double sigma) {
    return softmax(logJoint(x, sigma), -1);
  }

  /** ln(weight N(x; mean, v + sigma^2)) of each component: [..., components]. */
  private Tensor logJoint(Tensor x, double sigma) {
    Tensor distance = x.unsqueeze(-2).sub(means()).square().sum(-1);
    Tensor exponent = distance.div(variances(sigma)).mul(scalar(-0.5));
    return exponent.add(
        row(
            c ->
                Math.log(c.weight())
                    - dimension() / 2.0 * Math.log(2 * Math.PI * variance(c, sigma))));
  }

  private Tensor variances(double sigma) {
    return row(c -> variance(c, sigma));
  }

  private static double variance(Component c, double sigma) {
    return c.deviation() * c.deviation() + sigma * sigma;
  }

  private Tensor means() {
    float[] values = new float[components.size() * dimension()];
    for (int i = 0; i < values.length; i++) {
      values[i] = components.get(i / dimension()).mean().get(i % dimension()).floatValue();
    }
    return Tensor.create(values, components.size(), dimension());
  }

  private Tensor row(ToDoubleFunction<Component> value) {
    float[] values = new float[components.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) value.applyAsDouble(components.get(i));
    }
    return Tensor.create(values, values.length);
  }

  /**
   * Draws points.
   *
   * @return float32 [n, dimension]
   */
  public Tensor sample(int n, RandomGenerator random) {
    float[] points = new float[n * dimension()];
    for (int i = 0; i < n; i++) {
      double[] point = point(random);
      for (int d = 0; d < point.length; d++) {
        points[i * point.length + d] = (float) point[d];
      }
    }
    return Tensor.create(points, n, dimension());
  }

  /** Draws the coordinates of one point. */
  public double[] point(RandomGenerator random) {
    Component from = draw(random.nextDouble());
    return from.mean().stream()
        .mapToDouble(mean -> mean + from.deviation() * random.nextGaussian())
        .toArray();
  }

  private Component draw(double at) {
    double[] ends = components.stream().mapToDouble(Component::weight).toArray();
    Arrays.parallelPrefix(ends, Double::sum);
    for (int i = 0; i < ends.length - 1; i++) {
      if (at < ends[i]) {
        return components.get(i);
      }
    }
    return components.get(ends.length - 1);
  }
}
