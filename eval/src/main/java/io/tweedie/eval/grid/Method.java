package io.tweedie.eval.grid;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Task;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.solver.Solvers;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.eval.baseline.Baseline;
import io.tweedie.eval.baseline.Baselines;
import java.util.Locale;

/** Who restores: one row of an evaluation's table. */
public sealed interface Method {

  /** What a baseline's name begins with. */
  String BASELINE = "baseline:";

  /**
   * Reads {@code ddnm}, {@code dps:paper} or {@code baseline:linear}. Solvers without a preset take
   * the official one.
   *
   * @throws IllegalArgumentException for unknown solvers, presets and baselines
   */
  static Method parse(String text) {
    if (text.startsWith(BASELINE)) {
      return new Classical(Baselines.named(text.substring(BASELINE.length())));
    }
    int colon = text.indexOf(':');
    return colon < 0
        ? new Sampling(text, Preset.OFFICIAL)
        : new Sampling(text.substring(0, colon), Preset.parse(text.substring(colon + 1)));
  }

  /** The name, which {@link #parse} reads back. */
  String name();

  /**
   * Checks that this method can serve a task's operator; needs no prior.
   *
   * @throws IllegalArgumentException saying what it can serve
   */
  void requireServes(Task task, ForwardOperator operator);

  /**
   * A posterior sampler.
   *
   * @param solver its name, as in {@link Solvers#names}
   * @param preset whose settings it takes
   */
  record Sampling(String solver, Preset preset) implements Method {

    /** Refuses unknown solvers. */
    public Sampling {
      solver = solver.toLowerCase(Locale.ROOT);
      if (!Solvers.names().contains(solver)) {
        throw new IllegalArgumentException(
            "solver '%s' is not known; choose one of %s, or one of the baselines with %s before it"
                .formatted(solver, String.join(", ", Solvers.names()), BASELINE));
      }
    }

    @Override
    public String name() {
      return preset == Preset.OFFICIAL
          ? solver
          : solver + ":" + preset.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void requireServes(Task task, ForwardOperator operator) {
      solver(task).requireServes(operator);
    }

    /** The solver with the preset's settings for a task. */
    public Solver solver(Task task) {
      return Solvers.named(solver, preset, task);
    }
  }

  /**
   * A baseline, which asks no prior.
   *
   * @param baseline the method
   */
  record Classical(Baseline baseline) implements Method {

    @Override
    public String name() {
      return BASELINE + baseline.name();
    }

    @Override
    public void requireServes(Task task, ForwardOperator operator) {
      baseline.requireServes(operator);
    }
  }
}
