package io.tweedie.eval.grid;

import io.tweedie.eval.metric.Lpips;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Measures evaluations in this process, one restoration after the other.
 *
 * @param info for the head of the report
 * @param lpips measures it, and stays open; without one, tables say how to get it
 * @param priors asked if a sampler has something to do; stay their owner's
 */
public record ThisProcess(RunInfo info, Optional<Lpips> lpips, Priors priors) implements Measurer {

  private Evaluation evaluation(EvaluationPlan plan, Path out) {
    return new Evaluation(plan, info, out, lpips);
  }

  @Override
  public int size(EvaluationPlan plan) {
    return evaluation(plan, Path.of("")).size(priors);
  }

  @Override
  public EvaluationResults measure(EvaluationPlan plan, Path out, EvaluationListener listener) {
    return evaluation(plan, out).measure(priors, listener);
  }
}
