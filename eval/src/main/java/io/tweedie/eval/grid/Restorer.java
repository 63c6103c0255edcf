package io.tweedie.eval.grid;

import io.tweedie.core.operator.Measurement;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.solver.Solver;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Runs methods on trials.
 *
 * @param plan of the evaluation
 * @param prior there whenever a sampler runs
 * @param listener hears of every step of a sampler
 */
record Restorer(EvaluationPlan plan, Optional<Prior> prior, EvaluationListener listener) {

  /**
   * A result.
   *
   * @param image 1 x C x H x W, not clipped
   * @param nfe how often the prior was asked
   */
  record Restored(Tensor image, int nfe) {}

  Restored restore(Method method, Trial trial) {
    if (method instanceof Method.Classical classical) {
      return new Restored(classical.baseline().restore(trial.measurement()), 0);
    }
    return sample(((Method.Sampling) method).solver(trial.task()), trial);
  }

  private Restored sample(Solver solver, Trial trial) {
    Prior asked = prior.orElseThrow();
    CountingDenoiser counting = new CountingDenoiser(asked.denoiser());
    SamplingLoop loop = new SamplingLoop(counting, asked.schedule(), plan.samplingPlan(solver));
    Measurement y = trial.measurement();
    int steps = loop.steps();
    Tensor result =
        loop.run(
            step -> solver.step(step, y),
            trial.noise(),
            loop.start(trial.noise(), y.operator().imageShape()),
            (state, step) -> listener.stepped(steps - state.remaining(), steps));
    return new Restored(result, counting.count());
  }
}
