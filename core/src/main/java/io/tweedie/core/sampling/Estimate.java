package io.tweedie.core.sampling;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.clamp;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * What the prior says of noisy images. It is asked once, when something of its answer is first
 * needed, so an estimate that nobody looks at costs nothing; for gradients through the prior, the
 * {@link Tape} must be open then. Belongs to its step.
 */
public final class Estimate {

  private final Tensor x;
  private final NoiseLevel level;
  private final Condition condition;
  private final boolean clip;
  private final Supplier<Prediction> prior;
  private Prediction prediction;
  private Tensor x0;

  Estimate(
      Tensor x, NoiseLevel level, Condition condition, boolean clip, Supplier<Prediction> prior) {
    this.x = x;
    this.level = level;
    this.condition = condition;
    this.clip = clip;
    this.prior = prior;
  }

  /** The noisy images, N x C x H x W. */
  public Tensor x() {
    return x;
  }

  /** Their noise level. */
  public NoiseLevel level() {
    return level;
  }

  /** What the prior is told of them besides. */
  public Condition condition() {
    return condition;
  }

  boolean isAsked() {
    return prediction != null;
  }

  private Prediction prediction() {
    if (prediction == null) {
      prediction = prior.get();
    }
    return prediction;
  }

  /** The Tweedie estimate E[x_0 | x], clipped to [-1, 1] if the plan says so. */
  public Tensor x0() {
    if (x0 == null) {
      Prediction p = prediction();
      Tensor estimate = p.kind().x0(x, p.output(), level.alphaBar());
      x0 =
          clip
              ? clamp(estimate, new ScalarOptional(scalar(-1)), new ScalarOptional(scalar(1)))
              : estimate;
    }
    return x0;
  }

  /** The prior's estimate of the noise in x, before any clipping. */
  public Tensor epsilon() {
    Prediction p = prediction();
    return p.kind().epsilon(x, p.output(), level.alphaBar());
  }

  /** Where the variance of the reverse step lies, as {@link Prediction#varianceInterpolation}. */
  public Optional<Tensor> varianceInterpolation() {
    return prediction().varianceInterpolation();
  }
}
