package io.tweedie.core.operator;

import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.tweedie.core.tensor.Scoped;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** The adjoint of an operator that only knows how to measure. */
final class Adjoint {

  private Adjoint() {}

  /**
   * A' y as the gradient of &lt;A x, y&gt; with respect to x, which for a linear operator is the
   * same at every x. Records its own graph, so it works where gradients are switched off; itself it
   * is differentiable in {@code y} where they are on.
   *
   * @param y measurements, N x {@link ForwardOperator#measurementShape()}
   * @return images, N x {@link ForwardOperator#imageShape()}
   * @throws IllegalStateException if the operator cuts the graph
   */
  static Tensor byDifferentiation(LinearOperator operator, Tensor y) {
    operator.measurementShape().require(y, "measurement of " + operator.name());
    boolean differentiable = GradMode.is_enabled() && y.requires_grad();
    return Scoped.run(
        () -> {
          try (AutoGradMode recording = new AutoGradMode(true)) {
            Tensor x = zeros(operator.imageShape().batch(y.size(0)), y.options());
            Tensor measured = operator.apply(x.requires_grad_(true));
            if (!measured.requires_grad()) {
              throw new IllegalStateException(
                  "the result of %s carries no gradient, so its adjoint cannot be derived; "
                          .formatted(operator.name())
                      + "measure with differentiable tensor functions or override adjoint()");
            }
            TensorVector gradients =
                grad(
                    new TensorVector(measured),
                    new TensorVector(x),
                    new TensorVector(y),
                    new BoolOptional(),
                    differentiable,
                    false);
            // An element points into its vector, which goes with the scope; a copy of the handle
            // stays.
            return new Tensor(gradients.get(0));
          }
        });
  }
}
