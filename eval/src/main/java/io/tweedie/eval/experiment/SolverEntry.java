package io.tweedie.eval.experiment;

import static io.tweedie.eval.experiment.ExperimentFile.require;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.core.task.Task;
import io.tweedie.eval.grid.Method.Sampling;
import io.tweedie.eval.grid.PriorWords;
import io.tweedie.models.prior.Tuned;
import io.tweedie.restore.settings.Choice;
import io.tweedie.restore.settings.PlanSettings;
import io.tweedie.restore.spec.ModelChoice;
import io.tweedie.restore.spec.PromptSpec;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A solver as experiment files write it: {@code dps}, {@code dps:paper}, or with changes {@code
 * {solver: dps, steps: 200, set: {stepSize: 0.5}}}.
 *
 * @param solver its name, with a preset after a colon
 * @param name in tables; that of the solver if absent
 * @param steps as {@link Spacing#parse} reads them; those of the section if absent
 * @param set components of the solver, or settings of its plan ({@link PlanSettings}), by name;
 *     those of the preset if absent
 * @param model that it asks, in place of the experiment's: one that ships, or a folder
 * @param prompt what pictures show, where the model is told texts: words, {@code ""} for nothing,
 *     or {@code "{caption}"} for each picture's own caption and {@code "{other caption}"} for that
 *     of another one
 * @param negative what they do not show
 * @param scale of guidance from there to the prompt
 * @param tiles in which the model sees large latents, as of the command line
 * @param search tries values of a setting on each task and keeps the best; absent for none
 */
public record SolverEntry(
    String solver,
    String name,
    String steps,
    @JsonAlias("settings") Map<String, String> set,
    String model,
    String prompt,
    String negative,
    Double scale,
    String tiles,
    Search search) {

  /**
   * The search for the best value of a setting: the one with the highest mean PSNR.
   *
   * @param setting a component of the solver, or {@code steps}
   * @param values to try
   * @param images how many of the section's images decide; all if absent
   */
  public record Search(String setting, List<Double> values, Integer images) {

    /** Refuses searches that find nothing. */
    public Search {
      require(setting != null, "a search needs a setting, such as stepSize");
      require(values != null && values.size() > 1, "a search needs at least two values");
      require(images == null || images > 0, "images must be a number above 0");
      values = List.copyOf(values);
    }
  }

  /** Refuses unknown solvers. */
  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  public SolverEntry {
    require(solver != null, "a solver needs its name: solver: dps");
    require(name == null || name.matches("[A-Za-z0-9.:+_-]+"), "a name in tables has no spaces");
    set = set == null ? Map.of() : Map.copyOf(set);
    if (steps != null) {
      Spacing.parse(steps);
    }
    Sampling.parse(solver).asking(words(model, prompt, negative, scale, tiles));
  }

  private static PriorWords words(
      String model, String prompt, String negative, Double scale, String tiles) {
    return new PriorWords(model, new PromptSpec(prompt, negative, scale), tiles);
  }

  /** Which model it asks, and what it tells it. */
  PriorWords words() {
    return words(model, prompt, negative, scale, tiles);
  }

  /** The same with its model found beside the experiment, if it is there. */
  SolverEntry beside(Path folder) {
    return model == null
        ? this
        : new SolverEntry(
            solver,
            name,
            steps,
            set,
            ModelChoice.named(model).beside(folder).name(),
            prompt,
            negative,
            scale,
            tiles,
            search);
  }

  /** A solver as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static SolverEntry of(String solver) {
    return new SolverEntry(solver, null, null, null, null, null, null, null, null, null);
  }

  /** Refuses settings that the solver does not have. */
  void check(Task task) {
    check(method(), task);
    candidates().forEach(candidate -> check(candidate, task));
  }

  private static void check(Sampling method, Task task) {
    method.choice(Choice.Usual.OF_PIXELS, Tuned.NOTHING, task, new Noise.None(), Optional.empty());
  }

  /** The method, without what a search may find. */
  Sampling method() {
    Sampling method = Sampling.parse(solver).asking(words());
    if (name != null) {
      method = method.named(name);
    }
    if (steps != null) {
      method = method.with("steps", steps);
    }
    for (Map.Entry<String, String> setting : set.entrySet()) {
      method = method.with(setting.getKey(), setting.getValue());
    }
    return method;
  }

  /** The method with each of the values that are tried; empty without a search. */
  List<Sampling> candidates() {
    return search == null ? List.of() : search.values().stream().map(this::candidate).toList();
  }

  private Sampling candidate(double value) {
    String text = BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    Sampling method = method();
    return method
        .with(search.setting(), text)
        .named("%s %s=%s".formatted(method.name(), search.setting(), text));
  }
}
