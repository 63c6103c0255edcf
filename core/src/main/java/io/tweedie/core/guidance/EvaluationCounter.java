package io.tweedie.core.guidance;

import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Denoiser;

/** Counts the evaluations of networks: with guidance, a step of the sampler takes several. */
public final class EvaluationCounter {

  private long prior;
  private long classifier;

  /** Evaluations of the prior so far: one for each image of each batch. */
  public long prior() {
    return prior;
  }

  /** Evaluations of the classifier so far, with their gradients. */
  public long classifier() {
    return classifier;
  }

  /** The same prior, counted. */
  public Denoiser counting(Denoiser inner) {
    return (xt, level) -> {
      prior += xt.size(0);
      return inner.predict(xt, level);
    };
  }

  /** The same prior, counted. */
  public ConditionalDenoiser counting(ConditionalDenoiser inner) {
    return (xt, level, condition) -> {
      prior += xt.size(0);
      return inner.predict(xt, level, condition);
    };
  }

  /** The same classifier, counted. */
  public NoisyClassifier countingClassifier(NoisyClassifier inner) {
    return (xt, level) -> {
      classifier += xt.size(0);
      return inner.logits(xt, level);
    };
  }
}
