package io.tweedie.core.solver;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.random.NoiseSource;
import io.tweedie.core.sampling.SamplingLoop;
import io.tweedie.core.sampling.SamplingLoop.Listener;
import io.tweedie.core.sampling.SamplingLoop.State;
import org.bytedeco.pytorch.Tensor;

/**
 * A solver at work on a measurement: how a run of it starts, goes on and ends, wherever it is run.
 *
 * @param solver the method
 * @param y the measurement of the images sought
 * @param loop of the prior and the plan
 * @param noise the run's random numbers, as many images as {@code y} has
 */
public record PosteriorRun(Solver solver, Measurement y, SamplingLoop loop, NoiseSource noise) {

  /** The state before the first step; its tensor is the caller's to close. */
  public State start() {
    Tensor x = loop.start(noise, y.operator().imageShape(), first -> solver.start(first, y));
    return new State(loop.steps(), x);
  }

  /**
   * Runs all steps.
   *
   * @param listener hears of every step
   * @return the images, float32 N x C x H x W; the caller's to free
   * @throws java.util.concurrent.CancellationException as {@link SamplingLoop#run} does
   * @throws ArithmeticException as {@link SamplingLoop#run} does
   */
  public Tensor run(Listener listener) {
    try (State start = start()) {
      return resume(start, listener);
    }
  }

  /** Continues from a state that a listener saw; the rest is as in {@link #run}. */
  public Tensor resume(State from, Listener listener) {
    return loop.resume(step -> solver.step(step, y), noise, from, listener);
  }
}
