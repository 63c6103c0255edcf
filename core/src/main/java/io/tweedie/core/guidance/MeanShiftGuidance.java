package io.tweedie.core.guidance;

import static io.tweedie.core.tensor.Scalars.scalar;
import static io.tweedie.core.tensor.Scalars.times;
import static org.bytedeco.pytorch.global.torch.exp;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.sampling.Transition.Variance;
import io.tweedie.core.schedule.NoiseLevel;
import io.tweedie.core.schedule.NoiseSchedule;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Classifier guidance as a shift of the ancestral step's mean by scale variance grad log p(y | x_t,
 * t) (Dhariwal and Nichol 2021, algorithm 1).
 *
 * <p>The mean of the ancestral step is linear in the estimate of the noise: a score changed by g
 * moves it by beta / sqrt(1 - beta) g. So the shift is that of {@link ClassifierGuidance} with the
 * scale multiplied by variance sqrt(1 - beta) / beta, and as such a change of the prediction, which
 * serves any sampler. For {@link Variance#FIXED_LARGE} the factor is sqrt(1 - beta), close to 1;
 * for {@link Variance#FIXED_SMALL} it falls to 0 with the noise. With DDPM and the same variance
 * the step is exactly that of the paper, as long as the estimate of x_0 is not clipped: clipping
 * there comes before the shift, here after it.
 *
 * @param prior what is guided, as a rule the unconditional prior
 * @param classifier of noisy images
 * @param target y, as of {@link ClassifierGuidance}
 * @param scale 0 guides not at all
 * @param levels that the run visits, at least 2: the variance is that of the step to the next one
 * @param variance which one; where the prior learned it, {@link Variance#LEARNED} takes that
 */
public record MeanShiftGuidance(
    Denoiser prior,
    NoisyClassifier classifier,
    Condition.Classes target,
    double scale,
    NoiseSchedule levels,
    Variance variance)
    implements Denoiser {

  /** Refuses scales that are no numbers and runs of a single step. */
  public MeanShiftGuidance {
    ClassifierGuidance.requireScale(scale);
    if (levels.size() < 2) {
      throw new IllegalArgumentException("mean-shift guidance needs a run of at least 2 steps");
    }
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    Prediction p = prior.predict(xt, level);
    if (scale == 0) {
      return p;
    }
    int index = index(level);
    double beta = levels.beta(index);
    Tensor score = new ClassScore(classifier, target).at(xt, level);
    Tensor guidance = times(scale * Math.sqrt(1 - beta) / beta, score);
    return ClassifierGuidance.moved(p, xt, level, timesVariance(guidance, index, p));
  }

  private int index(NoiseLevel level) {
    return IntStream.range(0, levels.size())
        .filter(i -> levels.level(i).equals(level))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "mean-shift guidance knows the variances of its run's steps only; timestep %s"
                            .formatted(level.timestep())
                        + " is none"));
  }

  private Tensor timesVariance(Tensor guidance, int index, Prediction p) {
    double largest = levels.beta(index);
    if (variance == Variance.LEARNED && p.varianceInterpolation().isPresent()) {
      // The last step's own lower bound is 0 and has no logarithm; guided-diffusion takes the next.
      double smallest = Math.log(levels.posteriorVariance(Math.max(1, index)));
      double range = Math.log(largest) - smallest;
      Tensor share = times(0.5, p.varianceInterpolation().get().add(scalar(1)));
      return guidance.mul(exp(times(range, share).add(scalar(smallest))));
    }
    double fixed = variance == Variance.FIXED_LARGE ? largest : levels.posteriorVariance(index);
    return times(fixed, guidance);
  }
}
