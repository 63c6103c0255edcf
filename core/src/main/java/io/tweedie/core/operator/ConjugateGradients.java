package io.tweedie.core.operator;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.tweedie.core.tensor.Scoped;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The inverses of an operator that only knows how to measure and its adjoint, by conjugate
 * gradients on the least-squares problem (CGLS: Hestenes and Stiefel, 1952; Bj&ouml;rck, Numerical
 * Methods for Least Squares Problems, 1996, section 7.4).
 *
 * <p>An image is done when the gradient of its objective has fallen by {@link #FLOAT_TOLERANCE} or,
 * in float64, {@link #DOUBLE_TOLERANCE}. Each image takes steps of its own and rests when it is
 * done, so its result never depends on the batch. A problem so ill conditioned that {@link
 * #MAX_ITERATIONS} or {@link #FLOAT_PROXIMAL_ITERATIONS} do not suffice gets the estimate reached,
 * which is regularised by stopping early. Results carry no gradient.
 */
public final class ConjugateGradients {

  static final double FLOAT_TOLERANCE = 1e-6;
  static final double DOUBLE_TOLERANCE = 1e-10;
  static final int MAX_ITERATIONS = 1000;

  /**
   * Of a proximal step in float32. What a solver asks at much noise is too ill conditioned ever to
   * end, and what these leave undone is below the noise of the measurement.
   */
  static final int FLOAT_PROXIMAL_ITERATIONS = 50;

  private ConjugateGradients() {}

  /**
   * A+ y. Starting from zero keeps every iterate in the range of A', where the solution of least
   * norm is.
   */
  static Tensor leastNorm(LinearOperator operator, Tensor y) {
    operator.measurementShape().require(y, "measurement of " + operator.name());
    return Scoped.run(
        () -> {
          try (NoGradGuard noGradient = new NoGradGuard()) {
            return leastSquares(operator, y, 0, MAX_ITERATIONS);
          }
        });
  }

  /** The proximal step, as the change that it makes to {@code z}. */
  static Tensor proximal(LinearOperator operator, Tensor z, Tensor y, double rho) {
    operator.imageShape().require(z, "image near the result of " + operator.name());
    operator.measurementShape().require(y, "measurement of " + operator.name());
    ProximalWeight.require(rho);
    return Scoped.run(
        () -> {
          try (NoGradGuard noGradient = new NoGradGuard()) {
            Tensor residual = y.sub(operator.apply(z));
            int iterations = isDouble(y) ? MAX_ITERATIONS : FLOAT_PROXIMAL_ITERATIONS;
            return z.add(leastSquares(operator, residual, rho, iterations));
          }
        });
  }

  /**
   * A few iterations from {@code z} towards argmin over x of |A x - y|^2 + damping |x - z|^2. Every
   * iterate differs from {@code z} by a member of the Krylov subspace of A'A and A'(y - A z).
   *
   * @param z images to start from, N x {@link LinearOperator#imageShape()}
   * @param y measurements, N x {@link LinearOperator#measurementShape()}
   * @param damping weight of staying near {@code z}, at least 0
   * @param iterations at most this many
   * @return images, N x {@link LinearOperator#imageShape()}
   */
  public static Tensor improve(
      LinearOperator operator, Tensor z, Tensor y, double damping, int iterations) {
    operator.imageShape().require(z, "image to improve by " + operator.name());
    operator.measurementShape().require(y, "measurement of " + operator.name());
    return Scoped.run(
        () -> {
          try (NoGradGuard noGradient = new NoGradGuard()) {
            Tensor residual = y.sub(operator.apply(z));
            return z.add(leastSquares(operator, residual, damping, iterations));
          }
        });
  }

  /** argmin over x of |A x - b|^2 + damping |x|^2. */
  private static Tensor leastSquares(
      LinearOperator operator, Tensor b, double damping, int iterations) {
    Tensor residual = b.clone();
    Tensor direction = operator.adjoint(residual).clone();
    Tensor x = zeros_like(direction);
    Tensor steepness = column(PerImage.dot(direction, direction));
    double tolerance = isDouble(b) ? DOUBLE_TOLERANCE : FLOAT_TOLERANCE;
    Tensor goal = steepness.mul(scalar(tolerance * tolerance));
    for (int i = 0; i < iterations; i++) {
      try (PointerScope iteration = new PointerScope()) {
        Tensor done = steepness.gt(goal).bitwise_not();
        if (ends(done, i)) {
          break;
        }
        Tensor measured = operator.apply(direction);
        Tensor curvature =
            column(PerImage.dot(measured, measured))
                .add(column(PerImage.dot(direction, direction)).mul(scalar(damping)));
        Tensor step = steepness.div(curvature).masked_fill(done, scalar(0));
        x.add_(direction.mul(step));
        residual.sub_(measured.mul(step));
        Tensor descent = operator.adjoint(residual).sub(x.mul(scalar(damping)));
        Tensor remaining = column(PerImage.dot(descent, descent));
        Tensor memory = remaining.div(steepness).masked_fill(done, scalar(0));
        direction.mul_(memory).add_(descent);
        steepness.copy_(remaining);
      }
    }
    return x;
  }

  private static boolean ends(Tensor done, int iterations) {
    // Where there are no numbers to tell, one iteration has made all that there is to make.
    return done.is_meta() ? iterations == 1 : done.all().item_bool();
  }

  private static boolean isDouble(Tensor x) {
    return x.scalar_type().intern() == ScalarType.Double;
  }

  /** [N] as [N, 1, 1, 1], to scale images with. */
  private static Tensor column(Tensor perImage) {
    return perImage.reshape(-1, 1, 1, 1);
  }
}
