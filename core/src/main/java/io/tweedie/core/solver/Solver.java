package io.tweedie.core.solver;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.sampling.Step;
import org.bytedeco.pytorch.Tensor;

/**
 * A posterior sampler: one rule that takes x_t one step nearer to images that are plausible to the
 * prior and explain the measurement. A solver is a record of its settings and holds nothing of a
 * run, so threads may share it.
 */
public interface Solver {

  /** The plan under which the method was published. */
  Plan plan();

  /**
   * Checks that this method can serve an operator; called before any model is loaded.
   *
   * @throws UnsupportedOperatorException saying what it can serve
   */
  void requireServes(ForwardOperator operator);

  /**
   * Checks that this method allows for noise in its measurements. One that does not still runs, and
   * takes the noise for image, which an experiment may want to see and nobody else.
   *
   * @throws UnsupportedOperatorException naming methods that do
   */
  default void requireServes(Noise noise) {
    // Most methods do.
  }

  /**
   * The images to start from: standard normal or, if the plan says so, the measurement's guess,
   * unless a method knows better.
   *
   * @param first the first step, whose x_t is standard normal
   * @param y the measurement of the images sought
   * @return x_T
   */
  default Tensor start(Step first, Measurement y) {
    return first.begin(y);
  }

  /**
   * One step.
   *
   * @param step x_t, and what the prior says of it
   * @param y the measurement of the images sought
   * @return x_{t-1}
   */
  Tensor step(Step step, Measurement y);
}
