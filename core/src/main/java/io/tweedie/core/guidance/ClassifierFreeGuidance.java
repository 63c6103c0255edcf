package io.tweedie.core.guidance;

import static io.tweedie.core.tensor.Scalars.plus;
import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Classifier-free guidance (Ho and Salimans 2021): epsilon(null) + scale (epsilon(y) -
 * epsilon(null)). Scale 0 is the unconditional prior, 1 the conditional one, larger scales
 * exaggerate what tells them apart. What a network predicts is linear in epsilon, so the rule is
 * the same for every {@link io.tweedie.core.denoiser.Parameterization}.
 *
 * <p>Rescaling (Lin et al. 2024, section 3.4) undoes the growth of contrast: the guided prediction
 * is brought to the standard deviation of the conditional one, image by image, and mixed with what
 * it was.
 *
 * @param prior what is guided
 * @param condition y; its tensors must stay alive as long as the denoiser
 * @param scale of the difference
 * @param rescale share of the rescaled prediction, from 0, none, to 1; the paper takes 0.7
 */
public record ClassifierFreeGuidance(
    ConditionalDenoiser prior, Condition condition, double scale, double rescale)
    implements Denoiser {

  /** Refuses scales that are no numbers and shares outside [0, 1]. */
  public ClassifierFreeGuidance {
    ClassifierGuidance.requireScale(scale);
    requireShare(rescale);
  }

  static void requireShare(double rescale) {
    if (!(rescale >= 0 && rescale <= 1)) {
      throw new IllegalArgumentException("rescale must be in [0, 1], got " + rescale);
    }
  }

  /** Without rescaling. */
  public ClassifierFreeGuidance(ConditionalDenoiser prior, Condition condition, double scale) {
    this(prior, condition, scale, 0);
  }

  /**
   * As Ho and Salimans write it: (1 + strength) epsilon(y) - strength epsilon(null). Strength 0 is
   * the conditional prior; scale = strength + 1.
   */
  public static ClassifierFreeGuidance ofStrength(
      ConditionalDenoiser prior, Condition condition, double strength) {
    return new ClassifierFreeGuidance(prior, condition, strength + 1);
  }

  @Override
  public Prediction predict(Tensor xt, NoiseLevel level) {
    if (scale == 1) {
      return prior.given(condition).predict(xt, level);
    }
    if (scale == 0 && rescale == 0) {
      return prior.unconditional().predict(xt, level);
    }
    List<Prediction> both = prior.predictEach(xt, level, List.of(Condition.none(), condition));
    Prediction conditional = both.get(1);
    Tensor toward = conditional.output();
    Tensor guided = rescaled(guided(both.get(0).output(), toward, scale), toward);
    return new Prediction(conditional.kind(), guided, conditional.varianceInterpolation());
  }

  /** What a network says of one condition, and then the scaled way to what it says of another. */
  static Tensor guided(Tensor from, Tensor to, double scale) {
    return plus(from, scale, to.sub(from));
  }

  private Tensor rescaled(Tensor guided, Tensor conditional) {
    if (rescale == 0) {
      return guided;
    }
    Tensor contrast = deviation(conditional).div(deviation(guided));
    return guided.mul(contrast.mul(scalar(rescale)).add(scalar(1 - rescale)));
  }

  private static Tensor deviation(Tensor images) {
    return images.std(new long[] {1, 2, 3}, true, true);
  }
}
