package io.tweedie.core.guidance;

import static io.tweedie.core.tensor.Scalars.minus;
import static io.tweedie.core.tensor.Scalars.times;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.Tensor;

/**
 * Classifier guidance (Dhariwal and Nichol 2021, algorithm 2): subtracts scale sqrt(1 - alphaBar)
 * grad log p(y | x_t, t) from the estimate of the noise.
 *
 * <p>By Bayes' rule, scale 1 turns the prior of all images into that of class y, as far as the
 * classifier is exact; larger scales sharpen p(y | x_t) to its power.
 *
 * @param prior what is guided, as a rule the unconditional prior
 * @param classifier of noisy images
 * @param target y, where {@link Condition#NO_CLASS} leaves an image unguided; must stay alive as
 *     long as the denoiser
 * @param scale 0 guides not at all
 */
public record ClassifierGuidance(
    Denoiser prior, NoisyClassifier classifier, Condition.Classes target, double scale)
    implements Denoiser {

  /** Refuses scales that are no numbers. */
  public ClassifierGuidance {
    requireScale(scale);
  }

  static void requireScale(double scale) {
    if (!Double.isFinite(scale)) {
      throw new IllegalArgumentException("a guidance scale must be a number, got " + scale);
    }
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    Prediction p = prior.predict(xt, level);
    if (scale == 0) {
      return p;
    }
    Tensor score = new ClassScore(classifier, target).at(xt, level);
    return moved(p, xt, level, times(scale, score));
  }

  /** The prediction with the score of x_t changed by {@code guidance}. */
  static Prediction moved(Prediction p, Tensor xt, NoiseLevel level, Tensor guidance) {
    Tensor epsilon = p.kind().epsilon(xt, p.output(), level.alphaBar());
    Tensor guided = minus(epsilon, Math.sqrt(1 - level.alphaBar()), guidance);
    return new Prediction(Parameterization.EPSILON, guided, p.varianceInterpolation());
  }
}
