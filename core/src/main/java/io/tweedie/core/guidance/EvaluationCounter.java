package io.tweedie.core.guidance;

import io.tweedie.core.denoiser.Condition;
import io.tweedie.core.denoiser.ConditionalDenoiser;
import io.tweedie.core.denoiser.Denoiser;
import io.tweedie.core.denoiser.Prediction;
import io.tweedie.core.schedule.NoiseLevel;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

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
    return new ConditionalDenoiser() {
      @Override
      public Prediction predict(Tensor xt, NoiseLevel level, Condition condition) {
        prior += xt.size(0);
        return inner.predict(xt, level, condition);
      }

      @Override
      public List<Prediction> predictEach(
          Tensor xt, NoiseLevel level, List<? extends Condition> conditions) {
        prior += xt.size(0) * conditions.size();
        return inner.predictEach(xt, level, conditions);
      }
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
