package io.tweedie.core.solver;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.registry.Named;
import io.tweedie.core.registry.Registry;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;

/**
 * Makes a solver known by a name. Classes that implement it are found as {@link Registry} says; the
 * solver that they make is a record, whose components are the settings that users change and run
 * records tell.
 */
public interface SolverProvider extends Named {

  /** All solvers, the project's own in the order of publication of their papers. */
  Registry<SolverProvider> ALL = new Registry<>(SolverProvider.class, "solver");

  /** For the help: what it does, a few words without full stop. Empty if the name says it. */
  default String summary() {
    return "";
  }

  /**
   * The solver with a preset's settings. One for which nobody chose settings takes those of the
   * preset that comes nearest.
   *
   * @param task what is to be restored
   * @param noise in its measurements
   */
  Solver create(Preset preset, Task task, Noise noise);
}
