package io.tweedie.core.guidance;

import static io.tweedie.core.tensor.Scalars.minus;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.Tensor;

/**
 * Guidance by the score of anything that a classifier says, of any strength at each noise level:
 * subtracts scale f(t) score(x_t) from the estimate of the noise. With log p(y | x_t, t) and the
 * exact schedule it is {@link ClassifierGuidance}.
 *
 * @param prior what is guided
 * @param score of the class
 * @param scale 0 guides not at all
 * @param schedule f
 * @param path where around x_t the score is asked for
 */
record ScoreGuidance(
    Denoiser prior, ClassScore score, double scale, GuidanceSchedule schedule, ScorePath path)
    implements Denoiser {

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    Prediction p = prior.predict(xt, level);
    if (scale == 0) {
      return p;
    }
    Tensor guidance = path.of(x -> score.at(x, level), xt);
    Tensor epsilon = p.kind().epsilon(xt, p.output(), level.alphaBar());
    Tensor guided = minus(epsilon, scale * schedule.at(level), guidance);
    return new Prediction(Parameterization.EPSILON, guided, p.varianceInterpolation());
  }
}
