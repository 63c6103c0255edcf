package io.tweedie.eval.grid;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.solver.Solvers;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.eval.baseline.Baseline;
import io.tweedie.eval.baseline.Baselines;
import io.tweedie.models.prior.Tuned;
import io.tweedie.restore.photo.Space;
import io.tweedie.restore.settings.Choice;
import io.tweedie.restore.settings.PlanSettings;
import io.tweedie.restore.settings.Steps;
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
   * Checks that this method can serve a task's measurements; needs no weights.
   *
   * @param y of pictures
   * @param space what the method's prior is of
   * @throws IllegalArgumentException saying what it can serve
   */
  void requireServes(Task task, Measurement y, Space space);

  /**
   * A posterior sampler.
   *
   * @param name as tables show it
   * @param solver its name, as in {@link Solvers#names}, or {@code usual}
   * @param preset whose settings it takes
   * @param settings other values, by name of the solver's components or of {@link PlanSettings}, as
   *     text
   * @param steps as {@link Steps#of} reads them; empty for those of the evaluation
   * @param words which prior it asks, and what that is told
   */
  record Sampling(
      String name,
      String solver,
      Preset preset,
      Map<String, String> settings,
      Optional<String> steps,
      PriorWords words)
      implements Method {

    private static final String STEPS = PlanSettings.STEPS;

    /** Instead of a solver's name: the one that a restoration takes for each task. */
    private static final String USUAL = "usual";

    /** Refuses unknown solvers. */
    public Sampling {
      solver = solver.toLowerCase(Locale.ROOT);
      if (!Solvers.names().contains(solver) && !solver.equals(USUAL)) {
        throw new IllegalArgumentException(
            ("solver '%s' is not known; choose one of %s, %s, or one of the baselines with %s before"
                    + " it")
                .formatted(solver, USUAL, String.join(", ", Solvers.names()), BASELINE));
      }
      settings = Map.copyOf(settings);
    }

    /**
     * Reads {@code ddnm}, {@code dps:paper} or {@code usual:fast}, the method that is usual for
     * each task.
     *
     * @throws IllegalArgumentException for unknown solvers and presets
     */
    public static Sampling parse(String text) {
      int colon = text.indexOf(':');
      String solver = (colon < 0 ? text : text.substring(0, colon)).toLowerCase(Locale.ROOT);
      Preset own = solver.equals(USUAL) ? Preset.TUNED : Preset.OFFICIAL;
      Preset preset = colon < 0 ? own : Preset.parse(text.substring(colon + 1));
      return new Sampling(
          preset == Preset.OFFICIAL ? solver : text.toLowerCase(Locale.ROOT),
          solver,
          preset,
          Map.of(),
          Optional.empty(),
          PriorWords.NONE);
    }

    /** The same under another name. */
    public Sampling named(String name) {
      return new Sampling(name, solver, preset, settings, steps, words);
    }

    /**
     * The same with another value of a setting, which stays out of its name.
     *
     * @param setting a component of the solver, {@code eta} of its plan, or {@code steps}
     */
    public Sampling with(String setting, String value) {
      if (setting.equals(STEPS)) {
        return new Sampling(name, solver, preset, settings, Optional.of(value), words);
      }
      Map<String, String> all = new LinkedHashMap<>(settings);
      all.put(setting, value);
      return new Sampling(name, solver, preset, all, steps, words);
    }

    /** The same with a prior of its own, or one that is told something. */
    public Sampling asking(PriorWords words) {
      if (words.model() != null && solver.equals(USUAL)) {
        throw new IllegalArgumentException(
            "'%s' goes with the model of the evaluation; name a solver for model %s"
                .formatted(USUAL, words.model()));
      }
      return new Sampling(name, solver, preset, settings, steps, words);
    }

    @Override
    public void requireServes(Task task, Measurement y, Space space) {
      choice(space.usual(), Tuned.NOTHING, task, y.noise(), Optional.empty())
          .solver()
          .requireServes(space.seen(y.operator()));
    }

    /**
     * The solver with its settings for a task and the noise in its measurements, and how it walks
     * down the noise levels. What was tuned for a model is only of methods that ask that of the
     * evaluation.
     *
     * @throws IllegalArgumentException if it does not have these settings
     */
    Choice choice(EvaluationPlan plan, Task task, Noise noise) {
      Tuned tuned = words.model() == null ? plan.known().tuned() : Tuned.NOTHING;
      return choice(plan.known().space().usual(), tuned, task, noise, plan.conditions().steps());
    }

    /**
     * The same outside an evaluation.
     *
     * @param usual which solver is usual
     * @param tuned what was tuned for the model that is asked
     * @param usualSteps of methods that have none of their own
     * @throws IllegalArgumentException if it does not have these settings
     */
    public Choice choice(
        Choice.Usual usual, Tuned tuned, Task task, Noise noise, Optional<String> usualSteps) {
      Optional<String> named = solver.equals(USUAL) ? Optional.empty() : Optional.of(solver);
      Choice choice = Choice.of(named, usual, preset, tuned, task, noise).with(settings);
      Optional<String> asked = steps.or(() -> usualSteps);
      return asked.isPresent() ? choice.with(Map.of(STEPS, asked.get())) : choice;
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
    public void requireServes(Task task, Measurement y, Space space) {
      baseline.requireServes(y.operator());
    }
  }
}
