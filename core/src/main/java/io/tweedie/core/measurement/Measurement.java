package io.tweedie.core.measurement;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.LinearOperator;
import io.tweedie.core.operator.PerImage;
import io.tweedie.core.operator.PseudoInvertible;
import io.tweedie.core.operator.SpectralOperator;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What is known about the images sought: numbers, the physics that made them, and their noise.
 *
 * <p>What the operator does not observe is cleared on the way in, so {@link #y} may be a damaged
 * photograph with anything in its missing pixels.
 *
 * @param y N measurements, N x {@link ForwardOperator#measurementShape()}; the caller keeps them
 *     alive as long as this record
 * @param operator the physics, y = A(x) + noise
 * @param noise the noise in {@code y}
 */
public record Measurement(Tensor y, ForwardOperator operator, Noise noise) {

  /** Refuses measurements that do not have the operator's shape. */
  public Measurement {
    operator.measurementShape().require(y, "measurement of " + operator.name());
    y = operator.observed(y);
  }

  /**
   * Measures images.
   *
   * @param operator the physics
   * @param image N x {@link #operator imageShape()} in [-1, 1]
   * @param noise the noise to add
   * @param standardNormal standard normal numbers, N x measurement shape; unused by {@link
   *     Noise.None}
   */
  public static Measurement of(
      ForwardOperator operator, Tensor image, Noise noise, Tensor standardNormal) {
    return new Measurement(noise.add(operator.apply(image), standardNormal), operator, noise);
  }

  /**
   * y - A(x0), differentiable in {@code x0}.
   *
   * @param x0 one image for each measurement, N x {@link ForwardOperator#imageShape()}
   * @return N x {@link ForwardOperator#measurementShape()}
   * @throws IllegalArgumentException if there are more or fewer images than measurements
   */
  public Tensor residual(Tensor x0) {
    if (x0.size(0) != y.size(0)) {
      throw new IllegalArgumentException(
          "each measurement explains one image, but there are %d measurements and %d images"
              .formatted(y.size(0), x0.size(0)));
    }
    return y.sub(operator.apply(x0));
  }

  /**
   * |y - A(x0)|, one Euclidean norm for each image, which does not depend on the others in the
   * batch. Differentiable in {@code x0}; where a residual is zero, so is the gradient.
   *
   * @param x0 one image for each measurement, N x {@link ForwardOperator#imageShape()}
   * @return shape [N]
   */
  public Tensor residualNorm(Tensor x0) {
    return PerImage.norm(residual(x0));
  }

  /**
   * As {@link #residualNorm}, with each square divided by the variance of its noise, relative to
   * the mean: of photon counts those of dark pixels count more. Under other noise both are the
   * same.
   *
   * @param x0 one image for each measurement, N x {@link ForwardOperator#imageShape()}
   * @return shape [N]
   */
  public Tensor weightedResidualNorm(Tensor x0) {
    if (!(noise instanceof Noise.Poisson photons)) {
      return residualNorm(x0);
    }
    Tensor precision = photons.variance(y).reciprocal();
    Tensor mean = PerImage.map(precision, Tensor::mean).reshape(-1, 1, 1, 1);
    return PerImage.norm(residual(x0).mul(precision.div(mean).sqrt()));
  }

  /** A {@linkplain ForwardOperator#guess guess} at the images; empty if there is none. */
  public Optional<Tensor> guess() {
    return operator.guess(y, noise.sigmaInModelUnits());
  }

  /**
   * The operator, for solvers that need a linear one.
   *
   * @throws IllegalArgumentException if it is not linear
   */
  public LinearOperator linear() {
    if (operator instanceof LinearOperator linear) {
      return linear;
    }
    throw new IllegalArgumentException(
        "%s is not linear, and this needs a linear operator (adjoint, pseudo-inverse); choose a"
                .formatted(operator.name())
            + " solver that only differentiates the measurement, such as DPS");
  }

  /**
   * The operator, for solvers that need no more of it than A+.
   *
   * @throws IllegalArgumentException if it has none
   */
  public PseudoInvertible pseudoInvertible() {
    if (operator instanceof PseudoInvertible invertible) {
      return invertible;
    }
    throw new IllegalArgumentException(
        "%s has no pseudo-inverse, and this needs one".formatted(operator.name()));
  }

  /**
   * The operator, for solvers that need its singular values.
   *
   * @throws IllegalArgumentException if they are not known
   */
  public SpectralOperator spectral() {
    if (operator instanceof SpectralOperator spectral) {
      return spectral;
    }
    throw new IllegalArgumentException(
        "the singular values of %s are not known, and this needs them".formatted(operator.name()));
  }
}
