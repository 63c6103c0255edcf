package io.tweedie.core.sampling;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import java.util.Optional;
import java.util.function.Supplier;
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
  private final Clip clip;
  private final Supplier<Prediction> prior;
  private Prediction prediction;
  private Tensor x0;

  Estimate(Tensor x, NoiseLevel level, Condition condition, Clip clip, Supplier<Prediction> prior) {
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

  /** The Tweedie estimate E[x_0 | x], clipped as the plan says. */
  public Tensor x0() {
    if (x0 == null) {
      Prediction p = prediction();
      x0 = clip.of(p.kind().x0(x, p.output(), level.alphaBar()));
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
