package io.tweedie.core.guidance;

import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import org.bytedeco.pytorch.Tensor;

/**
 * A classifier of clean images asked about noisy ones by way of a prior's estimate of x_0, through
 * which its gradient goes (as in universal guidance, Bansal et al. 2023).
 *
 * @param prior whose estimate it is
 * @param classifier asked as of images without noise
 */
record AtEstimate(Denoiser prior, NoisyClassifier classifier) implements NoisyClassifier {

  private static final NoiseLevel CLEAN = new NoiseLevel(0, 1);

  @Override
  public Tensor logits(Tensor xt, NoiseLevel level) {
    Prediction p = prior.predict(xt, level);
    return classifier.logits(p.kind().x0(xt, p.output(), level.alphaBar()), CLEAN);
  }
}
