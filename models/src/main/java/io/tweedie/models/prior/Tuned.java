package io.tweedie.models.prior;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.task.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of solvers that measured best with one model, as its {@code model.json} tells them.
 * They hold for that model and no other: how often it must be asked, and from how little noise,
 * depends on what it knows.
 *
 * @param rows the first that serves is taken
 */
public record Tuned(List<Row> rows) {

  /** That of a model with which nothing was measured. */
  public static final Tuned NOTHING = new Tuned(List.of());

  /** Copies the list. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Tuned {
    rows = List.copyOf(rows);
  }

  /** The rows, as {@code model.json} has them. */
  @Override
  @JsonValue
  public List<Row> rows() {
    return rows;
  }

  /**
   * The settings of a solver for tasks of a kind.
   *
   * @param solver its name
   * @param tasks what the tasks' names begin with, up to a colon; any if absent
   * @param noise true for measurements with more noise than rounding, false for those without; both
   *     if absent
   * @param preset whose settings the others change: paper, official or posterior
   * @param settings by name, of the solver or its plan; none if absent
   * @param steps by quality: fast, balanced, best; the row is for these qualities
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      String solver,
      List<String> tasks,
      Boolean noise,
      String preset,
      Map<String, String> settings,
      Map<String, String> steps) {

    /** Refuses rows that are for nothing. */
    public Row {
      if (solver == null || preset == null || steps == null || steps.isEmpty()) {
        throw new IllegalArgumentException(
            "tuned settings need a solver, the preset that they change, and steps by quality, such"
                + " as {\"balanced\": \"uniform:20\"}");
      }
      tasks = tasks == null ? null : List.copyOf(tasks);
      settings = settings == null ? Map.of() : Map.copyOf(settings);
      steps = Map.copyOf(steps);
    }

    private boolean serves(String solver, Task task, Noise noise, String quality) {
      return this.solver.equals(solver)
          && (tasks == null || tasks.contains(kind(task)))
          && (this.noise == null || this.noise != noise.isNegligible())
          && steps.containsKey(quality);
    }

    private static String kind(Task task) {
      int colon = task.name().indexOf(':');
      return colon < 0 ? task.name() : task.name().substring(0, colon);
    }
  }

  /**
   * The settings of a solver for a task; empty where nothing was measured.
   *
   * @param quality fast, balanced or best
   */
  public Optional<Row> find(String solver, Task task, Noise noise, String quality) {
    return rows.stream().filter(row -> row.serves(solver, task, noise, quality)).findFirst();
  }
}
