package io.tweedie.core.exact;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.eye;
import static org.bytedeco.pytorch.global.torch.linalg_eigh;
import static org.bytedeco.pytorch.global.torch.stack;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.random.RandomStream;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.tensor.Scoped;
import io.tweedie.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A mixture of normal distributions over small images, of any means and covariances. Everything
 * about it is known: its score at every noise level, and, because a linear measurement with
 * Gaussian noise turns it into another mixture, its posterior. Samplers are held against it.
 *
 * <p>Computes in float64 with dense covariances, so images should have a few hundred numbers.
 */
public final class NormalMixture implements Denoiser {

  /** Eigenvalues below this share of the largest are zero but for rounding. */
  private static final double RANK = 1e-12;

  /**
   * One normal distribution.
   *
   * @param weight share of the mixture, positive
   * @param mean float64 [d]
   * @param covariance float64 [d, d], symmetric and positive semidefinite
   */
  public record Component(double weight, Tensor mean, Tensor covariance) {}

  /** A component taken apart along the eigenvectors of its covariance. */
  private record Axes(double logWeight, Tensor mean, Tensor variances, Tensor directions) {

    /**
     * The symmetric root of the covariance. It is the same whichever signs and rotations the
     * eigenvectors were given, so that draws through it are too.
     */
    Tensor root() {
      return directions.mul(variances.sqrt()).matmul(directions.t());
    }
  }

  private final Shape shape;
  private final List<Component> components;
  private final List<Axes> axes = new ArrayList<>();

  /**
   * A mixture.
   *
   * @param shape of the images, of d numbers
   * @param components at least one; weights are scaled to the sum 1; the tensors are copied
   */
  public NormalMixture(Shape shape, List<Component> components) {
    this.shape = shape;
    double total = components.stream().mapToDouble(Component::weight).sum();
    if (!(total > 0) || components.stream().anyMatch(c -> !(c.weight >= 0))) {
      throw new IllegalArgumentException("weights must not be negative nor all zero");
    }
    List<Component> own = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      for (Component c : components) {
        requireSize(c);
        Tensor mean = c.mean.to(ScalarType.Double).clone().retainReference();
        Tensor covariance = c.covariance.to(ScalarType.Double).clone().retainReference();
        own.add(new Component(c.weight / total, mean, covariance));
        var eigen = linalg_eigh(covariance);
        Tensor variances = torch.clamp_min(eigen.get0(), scalar(0)).clone().retainReference();
        Tensor directions = eigen.get1().clone().retainReference();
        axes.add(new Axes(Math.log(c.weight / total), mean, variances, directions));
      }
    }
    this.components = List.copyOf(own);
  }

  private void requireSize(Component c) {
    long d = shape.elements();
    if (c.mean.numel() != d || c.covariance.dim() != 2 || c.covariance.numel() != d * d) {
      throw new IllegalArgumentException(
          "a component over images of %s needs a mean of %d numbers and a covariance of %d x %d"
              .formatted(shape, d, d, d));
    }
  }

  /** Channels, height and width of the images. */
  public Shape shape() {
    return shape;
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    Tensor x = shape.require(xt, "noisy image").to(ScalarType.Double).flatten(1, -1);
    double a = Math.sqrt(level.alphaBar());
    TensorVector logs = new TensorVector();
    TensorVector estimates = new TensorVector();
    for (Axes c : axes) {
      Tensor along = x.sub(c.mean, scalar(a)).matmul(c.directions);
      Tensor variance = c.variances.mul(scalar(a * a)).add(scalar(1 - a * a));
      logs.push_back(logDensity(along, variance).add(scalar(c.logWeight)));
      Tensor shrunk = along.mul(c.variances.mul(scalar(a)).div(variance));
      estimates.push_back(shrunk.matmul(c.directions.t()).add(c.mean));
    }
    Tensor share = stack(logs, 1).softmax(1);
    Tensor x0 = stack(estimates, 1).mul(share.unsqueeze(2)).sum(1);
    return new Prediction(
        Parameterization.X0, x0.reshape(shape.batch(x.size(0))).to(xt.scalar_type()));
  }

  /** Up to the constant that all components share. */
  private static Tensor logDensity(Tensor along, Tensor variance) {
    Tensor squares = along.square().div(variance).sum(1);
    return squares.add(variance.log().sum()).mul(scalar(-0.5));
  }

  /**
   * The posterior p(x | y) of y = A x + noise (Bishop 2006, equations 2.113 to 2.117, for each
   * component; the weights follow from how well each explains y).
   *
   * @param operator A
   * @param y one measurement, 1 x {@link LinearOperator#measurementShape()}
   * @param sigma standard deviation of the noise in model units; 0 for none
   */
  public NormalMixture posterior(LinearOperator operator, Tensor y, double sigma) {
    try (PointerScope scope = new PointerScope()) {
      Tensor a = matrix(operator);
      Tensor noise = eye(a.size(0), doubles()).mul(scalar(sigma * sigma));
      Tensor measured = y.to(ScalarType.Double).flatten();
      List<Component> after = new ArrayList<>();
      List<Double> logs = new ArrayList<>();
      for (Component c : components) {
        Tensor evidence = a.matmul(c.covariance).matmul(a.t()).add(noise);
        // Without noise this is singular where A sees nothing; there it has no say.
        var eigen = linalg_eigh(evidence);
        Tensor seen = eigen.get0().gt(scalar(RANK * eigen.get0().max().item_double()));
        Tensor variances = eigen.get0().masked_select(seen);
        Tensor directions =
            eigen.get1().t().masked_select(seen.unsqueeze(1)).reshape(-1, a.size(0));
        Tensor precision = directions.t().matmul(directions.div(variances.unsqueeze(1)));
        Tensor gain = c.covariance.matmul(a.t()).matmul(precision);
        Tensor surprise = measured.sub(a.matmul(c.mean));
        Tensor mean = c.mean.add(gain.matmul(surprise));
        Tensor covariance = c.covariance.sub(gain.matmul(a).matmul(c.covariance));
        Tensor symmetric = covariance.add(covariance.t()).mul(scalar(0.5));
        double misfit = surprise.dot(precision.matmul(surprise)).item_double();
        double volume = variances.log().sum().item_double();
        logs.add(Math.log(c.weight) - 0.5 * (misfit + volume));
        after.add(new Component(1, mean, symmetric));
      }
      double largest = logs.stream().mapToDouble(v -> v).max().orElseThrow();
      List<Component> weighted = new ArrayList<>();
      for (int k = 0; k < after.size(); k++) {
        Component c = after.get(k);
        weighted.add(new Component(Math.exp(logs.get(k) - largest), c.mean, c.covariance));
      }
      return new NormalMixture(shape, weighted);
    }
  }

  /** A, written out: measurement numbers x image numbers. */
  private Tensor matrix(LinearOperator operator) {
    if (!operator.imageShape().equals(shape)) {
      throw new IllegalArgumentException(
          "%s measures images of %s, the mixture is over images of %s"
              .formatted(operator.name(), operator.imageShape(), shape));
    }
    long d = shape.elements();
    Tensor units = eye(d, doubles()).reshape(shape.batch(d));
    return operator.apply(units).flatten(1, -1).t();
  }

  private static TensorOptions doubles() {
    return new TensorOptions(ScalarType.Double);
  }

  /** E[x], float64 [d]. */
  public Tensor mean() {
    return Scoped.run(
        () -> {
          Tensor mean = components.get(0).mean.mul(scalar(0));
          for (Component c : components) {
            mean = mean.add(c.mean, scalar(c.weight));
          }
          return mean;
        });
  }

  /** Cov[x], float64 [d, d]. */
  public Tensor covariance() {
    return Scoped.run(
        () -> {
          Tensor mean = mean();
          Tensor covariance = components.get(0).covariance.mul(scalar(0));
          for (Component c : components) {
            Tensor off = c.mean.sub(mean);
            Tensor about = c.covariance.add(off.outer(off));
            covariance = covariance.add(about, scalar(c.weight));
          }
          return covariance;
        });
  }

  /**
   * Draws images.
   *
   * @param n how many
   * @param seed the same seed, the same images, up to rounding on another processor
   * @return float32 n x C x H x W
   */
  public Tensor sample(int n, long seed) {
    return Scoped.run(
        () -> {
          RandomStream random = new RandomStream(seed, "mixture");
          int[] counts = counts(n, random);
          TensorVector parts = new TensorVector();
          for (int k = 0; k < counts.length; k++) {
            Tensor z = random.normal(counts[k], shape.elements()).to(ScalarType.Double);
            parts.push_back(z.matmul(axes.get(k).root()).add(axes.get(k).mean()));
          }
          return cat(parts, 0).to(ScalarType.Float).reshape(shape.batch(n));
        });
  }

  private int[] counts(int n, RandomGenerator random) {
    int[] counts = new int[components.size()];
    for (int i = 0; i < n; i++) {
      double u = random.nextDouble();
      int k = 0;
      while (k < counts.length - 1 && u >= components.get(k).weight) {
        u -= components.get(k).weight;
        k++;
      }
      counts[k]++;
    }
    return counts;
  }
}
