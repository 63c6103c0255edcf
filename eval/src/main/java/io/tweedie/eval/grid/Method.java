package io.tweedie.eval.grid;

import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Task;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.solver.Solvers;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.eval.baseline.Baseline;
import io.tweedie.eval.baseline.Baselines;
import io.tweedie.eval.settings.Eta;
import io.tweedie.eval.settings.RecordSettings;
import io.tweedie.eval.settings.Steps;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
    return text.startsWith(BASELINE)
        ? new Classical(Baselines.named(text.substring(BASELINE.length())))
        : Sampling.parse(text);
  }

  /** The name: that of the method, followed after a space by what was chosen for it. */
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
   * @param name as tables show it
   * @param solver its name, as in {@link Solvers#names}
   * @param preset whose settings it takes
   * @param settings other values, by name of the solver's components, as text; {@code eta} is that
   *     of its plan where it has none of its own
   * @param steps as {@link Steps#of} reads them; empty for those of the evaluation
   */
  record Sampling(
      String name,
      String solver,
      Preset preset,
      Map<String, String> settings,
      Optional<String> steps)
      implements Method {

    /** Instead of a component's name: the number of steps. */
    private static final String STEPS = "steps";

    /** Refuses unknown solvers. */
    public Sampling {
      solver = solver.toLowerCase(Locale.ROOT);
      if (!Solvers.names().contains(solver)) {
        throw new IllegalArgumentException(
            "solver '%s' is not known; choose one of %s, or one of the baselines with %s before it"
                .formatted(solver, String.join(", ", Solvers.names()), BASELINE));
      }
      settings = Map.copyOf(settings);
    }

    /**
     * Reads {@code ddnm} or {@code dps:paper}.
     *
     * @throws IllegalArgumentException for unknown solvers and presets
     */
    public static Sampling parse(String text) {
      int colon = text.indexOf(':');
      Preset preset = colon < 0 ? Preset.OFFICIAL : Preset.parse(text.substring(colon + 1));
      String solver = colon < 0 ? text : text.substring(0, colon);
      return new Sampling(
          nameOf(solver.toLowerCase(Locale.ROOT), preset),
          solver,
          preset,
          Map.of(),
          Optional.empty());
    }

    private static String nameOf(String solver, Preset preset) {
      return preset == Preset.OFFICIAL
          ? solver
          : solver + ":" + preset.name().toLowerCase(Locale.ROOT);
    }

    /** The same under another name. */
    public Sampling named(String name) {
      return new Sampling(name, solver, preset, settings, steps);
    }

    /**
     * The same with another value of a setting, which stays out of its name.
     *
     * @param setting a component of the solver, {@code eta} of its plan, or {@code steps}
     */
    public Sampling with(String setting, String value) {
      if (setting.equals(STEPS)) {
        return new Sampling(name, solver, preset, settings, Optional.of(value));
      }
      Map<String, String> all = new LinkedHashMap<>(settings);
      all.put(setting, value);
      return new Sampling(name, solver, preset, all, steps);
    }

    @Override
    public void requireServes(Task task, ForwardOperator operator) {
      solver(task).requireServes(operator);
    }

    /**
     * The solver with its settings for a task.
     *
     * @throws IllegalArgumentException if it does not have these settings
     */
    public Solver solver(Task task) {
      Solver usual = Solvers.named(solver, preset, task);
      Map<String, String> own = new LinkedHashMap<>(settings);
      if (!Eta.isOf(usual)) {
        own.remove(Eta.NAME);
      }
      return own.isEmpty() ? usual : (Solver) RecordSettings.withText((Record) usual, own);
    }

    /**
     * How it walks down the noise levels.
     *
     * @param solver with its settings
     * @param usual steps of methods that have none of their own
     */
    public Plan plan(Solver solver, Optional<String> usual) {
      Plan plan = solver.plan();
      if (settings.containsKey(Eta.NAME) && !Eta.isOf(solver)) {
        plan = Eta.of(plan, Double.parseDouble(settings.get(Eta.NAME)));
      }
      Optional<String> asked = steps.or(() -> usual);
      return asked.isPresent() ? Steps.of(plan, asked.get()) : plan;
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
