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
 * The score of a class, grad log p(y | x_t, t) with respect to x_t.
 *
 * @param classifier gives p(y | x_t, t)
 * @param target y; the score of {@link Condition#NO_CLASS} is 0
 */
record ClassScore(NoisyClassifier classifier, Condition.Classes target) {

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
            new TensorVector(logLikelihood(x, level).sum()),
            new TensorVector(x),
            new TensorVector(),
            new BoolOptional(recorded),
            recorded,
            false);
    // What get() returns points into the vector; the copy stands on its own.
    return new Tensor(gradients.get(0));
  }

  private Tensor logLikelihood(Tensor x, NoiseLevel level) {
    Tensor logProbabilities = classifier.logits(x, level).log_softmax(1);
    Tensor y = target.labels().expand(x.size(0)).unsqueeze(1);
    Tensor known = y.ge(scalar(0)).to(logProbabilities.scalar_type());
    return logProbabilities.gather(1, y.clamp_min(new Scalar(0L))).mul(known);
  }
}
