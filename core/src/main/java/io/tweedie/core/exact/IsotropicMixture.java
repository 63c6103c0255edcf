package io.tweedie.core.exact;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.score.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;

/**
 * A mixture of round normal distributions, x0 ~ sum_k weight_k N(mean_k, deviation_k^2 I), as the
 * exact denoiser of images and as the exact score of points or images. It has modes as data have,
 * and all that samplers, guidance and trained scores should give is known in closed form.
 *
 * <p>Given its component, x = a x0 + s z is normal with mean a mean_k and variance v_k = a^2
 * deviation_k^2 + s^2, so that (Bishop 2006, equations 2.113 to 2.117)
 *
 * <pre>
 * E[x0 | x]         = sum_k p(k | x) (mean_k + a deviation_k^2 / v_k (x - a mean_k))
 * grad ln p(x)      = sum_k p(k | x) (a mean_k - x) / v_k
 * </pre>
 *
 * A denoiser is asked with a = sqrt(alphaBar) and s^2 = 1 - alphaBar, a score with a = 1.
 *
 * @param components at least one, all of the same dimension; their weights are scaled to the sum 1
 */
public record IsotropicMixture(List<Component> components) implements Denoiser, Score {

  /**
   * One of the normal distributions.
   *
   * @param weight share of the data, above 0
   * @param mean its centre; one number stands for a mean that is the same in every coordinate
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

  /** Checks that the dimensions fit together, and scales the weights. */
  public IsotropicMixture {
    if (components.stream().map(c -> c.mean().size()).distinct().count() != 1) {
      throw new IllegalArgumentException(
          "a mixture needs components whose means have one dimension, got those of "
              + components.stream().map(c -> c.mean().size()).toList());
    }
    double sum = components.stream().mapToDouble(Component::weight).sum();
    components =
        components.stream()
            .map(c -> new Component(c.weight() / sum, c.mean(), c.deviation()))
            .toList();
  }

  /**
   * Images of any size whose pixels are independent normal numbers.
   *
   * @param mean of every pixel
   * @param deviation of every pixel, positive
   */
  public static IsotropicMixture normal(double mean, double deviation) {
    return new IsotropicMixture(List.of(new Component(1, List.of(mean), deviation)));
  }

  /**
   * A mixture around images.
   *
   * @param weights of the components, positive; only their ratios count
   * @param means float32 K x C x H x W; copied
   * @param deviations of the pixels of each component, positive
   */
  public static IsotropicMixture around(
      List<Double> weights, Tensor means, List<Double> deviations) {
    int count = weights.size();
    if (means.dim() != 4 || means.size(0) != count || deviations.size() != count) {
      throw new IllegalArgumentException(
          "a mixture needs as many means [K, C, H, W] as weights and deviations, got %s, %d and %d"
              .formatted(Arrays.toString(means.shape()), count, deviations.size()));
    }
    List<Component> components = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      float[] mean = new float[(int) (means.numel() / count)];
      means.select(0, k).contiguous().data_ptr_float().get(mean);
      List<Double> numbers = new ArrayList<>();
      for (float number : mean) {
        numbers.add((double) number);
      }
      components.add(new Component(weights.get(k), numbers, deviations.get(k)));
    }
    return new IsotropicMixture(components);
  }

  /**
   * The mixture on which naive Langevin dynamics fails: 1/5 around (-5, -5) and 4/5 around (5, 5),
   * both of deviation 1 (Song and Ermon 2019, section 3.2.2).
   */
  public static IsotropicMixture unequal() {
    return new IsotropicMixture(
        List.of(
            new Component(0.2, List.of(-5.0, -5.0), 1), new Component(0.8, List.of(5.0, 5.0), 1)));
  }

  /** Number of coordinates of a point, or numbers in an image; 1 if it serves any number. */
  public int dimension() {
    return components.get(0).mean().size();
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    Noised noised = new Noised(xt.flatten(1, -1), level);
    return new Prediction(Parameterization.X0, noised.posteriorMean().reshape(xt.shape()));
  }

  /**
   * Which component a noisy image comes from: log p(k | x_t), float32 N x K, differentiable in x_t.
   *
   * @param xt noisy images, float32 N x C x H x W
   * @param level their common noise level
   */
  public Tensor logPosterior(Tensor xt, NoiseLevel level) {
    return new Noised(xt.flatten(1, -1), level).logJoint().log_softmax(-1);
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
    return new Noised(x, sigma).score();
  }

  /**
   * ln p_sigma; arguments as in {@link #at}.
   *
   * @return [...]
   */
  public Tensor logDensity(Tensor x, double sigma) {
    return new Noised(x, sigma).logJoint().logsumexp(-1);
  }

  /**
   * How probably each point is from each component; arguments as in {@link #at}.
   *
   * @return [..., components], in their order
   */
  public Tensor responsibilities(Tensor x, double sigma) {
    return new Noised(x, sigma).share();
  }

  /** Data seen through noise, x = a x0 + s z: float32 [..., dimension]. */
  private final class Noised {

    private final Tensor x;
    private final double a;
    private final double noise;
    private final Tensor residuals;

    private Noised(Tensor x, double a, double noise) {
      if (dimension() > 1 && x.size(-1) != dimension()) {
        throw new IllegalArgumentException(
            "a mixture over %d numbers was asked about %d".formatted(dimension(), x.size(-1)));
      }
      this.x = x;
      this.a = a;
      this.noise = noise;
      residuals = x.unsqueeze(-2).sub(means().mul(scalar(a)));
    }

    Noised(Tensor x, NoiseLevel level) {
      this(x, Math.sqrt(level.alphaBar()), 1 - level.alphaBar());
    }

    Noised(Tensor x, double sigma) {
      this(x, 1, sigma * sigma);
    }

    /** ln(weight N(x; a mean, v)) of each component: [..., K]. */
    Tensor logJoint() {
      double half = x.size(-1) / 2.0;
      Tensor exponent = residuals.square().sum(-1).mul(row(c -> -0.5 / variance(c)));
      return exponent.add(
          row(c -> Math.log(c.weight()) - half * Math.log(2 * Math.PI * variance(c))));
    }

    Tensor share() {
      return logJoint().softmax(-1);
    }

    Tensor posteriorMean() {
      Tensor gain = row(c -> a * c.deviation() * c.deviation() / variance(c)).unsqueeze(-1);
      return expected(residuals.mul(gain).add(means()));
    }

    Tensor score() {
      return expected(residuals.mul(row(c -> -1 / variance(c)).unsqueeze(-1)));
    }

    /** The mean over the components of what each says: [..., K, d] to [..., d]. */
    private Tensor expected(Tensor ofEach) {
      return ofEach.mul(share().unsqueeze(-1)).sum(-2);
    }

    private double variance(Component c) {
      return a * a * c.deviation() * c.deviation() + noise;
    }

    private Tensor means() {
      double[] values =
          components.stream()
              .flatMap(c -> c.mean().stream())
              .mapToDouble(Double::doubleValue)
              .toArray();
      return Tensor.create(values, components.size(), dimension()).to(x);
    }

    private Tensor row(ToDoubleFunction<Component> value) {
      double[] values = components.stream().mapToDouble(value).toArray();
      return Tensor.create(values, values.length).to(x);
    }
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
