package io.tweedie.core.guidance;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.grad;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.tensor.PlainAttention;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The score of a class, the gradient with respect to x_t of what is climbed: of log p(y | x_t, t),
 * say.
 *
 * @param classifier tells the classes of x_t
 * @param target y; the score of {@link Condition#NO_CLASS} is 0
 * @param objective what is climbed
 */
record ClassScore(NoisyClassifier classifier, Condition.Classes target, ClassObjective objective) {

  /** Of log p(y | x_t, t). */
  ClassScore(NoisyClassifier classifier, Condition.Classes target) {
    this(classifier, target, new ClassObjective.LogProbability());
  }

  /** Gradients of the shape of {@code xt}, differentiable themselves if {@code xt} is recorded. */
  Tensor at(Tensor xt, NoiseLevel level) {
    if (GradMode.is_enabled() && xt.requires_grad()) {
      try (PlainAttention attention = PlainAttention.use()) {
        return gradient(xt, level, true);
      }
    }
    try (AutoGradMode mode = new AutoGradMode(true)) {
      return gradient(xt.detach().set_requires_grad(true), level, false);
    }
  }

  private Tensor gradient(Tensor x, NoiseLevel level, boolean recorded) {
    TensorVector gradients =
        grad(
            new TensorVector(value(x, level).sum()),
            new TensorVector(x),
            new TensorVector(),
            new BoolOptional(recorded),
            recorded,
            false);
    // What get() returns points into the vector; the copy stands on its own.
    return new Tensor(gradients.get(0));
  }

  private Tensor value(Tensor x, NoiseLevel level) {
    Tensor y = target.labels().expand(x.size(0));
    Tensor values = objective.of(classifier.logits(x, level), y.clamp_min(new Scalar(0L)));
    return values.mul(y.ge(scalar(0)).to(values.scalar_type()));
  }
}
