package io.tweedie.eval.grid;

import io.tweedie.core.measurement.Noise;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.eval.grid.EvaluationPlan.Company;
import io.tweedie.eval.grid.EvaluationPlan.Conditions;
import io.tweedie.restore.Prior;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an {@link EvaluationPlan} does to any image, in plain values that can be sent to another
 * process.
 *
 * @param methods in the order of the plan
 * @param noise in the measurements
 * @param size edge of the square cut from every image; null for whole images
 * @param steps of every solver that has none of its own; null for those of its paper
 * @param seed of masks, measurement noise and samplers
 * @param recording what is kept of every run besides its result
 * @param company which methods run besides those listed
 */
public record PlanWords(
    List<MethodWords> methods,
    Noise noise,
    Integer size,
    String steps,
    long seed,
    Recording recording,
    Company company)
    implements Serializable {

  /**
   * A method.
   *
   * @param name as tables show it
   * @param solver of a sampler; null for a baseline
   * @param preset whose settings it takes
   * @param settings other values, by name
   * @param steps of its own; null for none
   * @param words which prior it asks, and what that is told
   */
  record MethodWords(
      String name,
      String solver,
      Preset preset,
      Map<String, String> settings,
      String steps,
      PriorWords words)
      implements Serializable {

    static MethodWords of(Method method) {
      return method instanceof Method.Sampling s
          ? new MethodWords(
              s.name(), s.solver(), s.preset(), s.settings(), s.steps().orElse(null), s.words())
          : new MethodWords(method.name(), null, null, Map.of(), null, PriorWords.NONE);
    }

    Method method() {
      return solver == null
          ? Method.parse(name)
          : new Method.Sampling(name, solver, preset, settings, Optional.ofNullable(steps), words);
    }
  }

  /** What a plan does. */
  public static PlanWords of(EvaluationPlan plan) {
    Conditions conditions = plan.conditions();
    return new PlanWords(
        plan.methods().stream().map(MethodWords::of).toList(),
        conditions.noise(),
        conditions.size().isPresent() ? conditions.size().getAsInt() : null,
        conditions.steps().orElse(null),
        conditions.seed(),
        plan.recording(),
        plan.company());
  }

  /**
   * The plan that does it to one image.
   *
   * @param prior the model that is asked
   */
  public EvaluationPlan plan(Path image, String task, Prior prior) {
    return EvaluationPlan.of(
            List.of(image),
            List.of(Task.parse(task)),
            methods.stream().map(MethodWords::method).toList())
        .with(
            new Conditions(
                noise,
                size == null ? OptionalInt.empty() : OptionalInt.of(size),
                Optional.ofNullable(steps),
                seed))
        .withRecording(recording)
        .with(company)
        .with(prior);
  }
}
