package io.tweedie.core.guidance;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * {@link ClassifierFreeGuidance} between two texts that are told with each question, so that a
 * method may tune either: epsilon(away) + scale (epsilon(toward) - epsilon(away)).
 *
 * @param prior what is guided
 * @param scale of the difference: 0 is the prior of what to keep away from, 1 that of what to go
 *     toward
 */
public record ContrastGuidance(ConditionalDenoiser prior, double scale)
    implements ConditionalDenoiser {

  /** Refuses scales that are no numbers. */
  public ContrastGuidance {
    ClassifierGuidance.requireScale(scale);
  }

  /**
   * Predicts.
   *
   * @param condition a {@link Condition.Contrast}
   */
  @Override
  public Prediction predict(Tensor xt, NoiseLevel level, Condition condition) {
    Condition.Contrast told = condition.as(Condition.Contrast.class, "guidance");
    List<Prediction> both = prior.predictEach(xt, level, List.of(told.away(), told.toward()));
    Prediction toward = both.get(1);
    Tensor guided = ClassifierFreeGuidance.guided(both.get(0).output(), toward.output(), scale);
    return new Prediction(toward.kind(), guided, toward.varianceInterpolation());
  }
}
