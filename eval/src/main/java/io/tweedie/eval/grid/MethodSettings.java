package io.tweedie.eval.grid;

import io.tweedie.core.sampling.Plan;
import io.tweedie.core.solver.Solver;
import io.tweedie.core.solver.Solvers.Preset;
import io.tweedie.core.task.Task;
import io.tweedie.eval.report.Table;
import io.tweedie.eval.report.Table.Column;
import io.tweedie.eval.report.Table.Row;
import io.tweedie.eval.report.Table.Value;
import io.tweedie.restore.settings.Choice;
import io.tweedie.restore.settings.RecordSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All settings of a sampler on one task.
 *
 * @param task name of the task
 * @param method name of the method
 * @param solver with its settings
 * @param plan how it walks down the noise levels
 */
public record MethodSettings(String task, String method, Solver solver, Plan plan) {

  /** Those of every sampler of an evaluation on every task that it met. */
  static List<MethodSettings> of(EvaluationPlan plan, List<Cell> cells) {
    Set<MethodSettings> all = new LinkedHashSet<>();
    for (Cell cell : cells) {
      find(plan, cell.task(), cell.method()).ifPresent(all::add);
    }
    return List.copyOf(all);
  }

  /** Those of one sampler on one task; empty for baselines. */
  static Optional<MethodSettings> find(EvaluationPlan plan, String task, String method) {
    Optional<Task> found = plan.tasks().stream().filter(t -> t.name().equals(task)).findFirst();
    return plan.methods().stream()
        .filter(m -> m.name().equals(method))
        .filter(Method.Sampling.class::isInstance)
        .map(Method.Sampling.class::cast)
        .findFirst()
        .flatMap(sampling -> found.map(t -> of(plan, t, sampling)));
  }

  private static MethodSettings of(EvaluationPlan plan, Task task, Method.Sampling method) {
    Choice choice = method.choice(plan, task, plan.conditions().noise());
    return new MethodSettings(task.name(), method.name(), choice.solver(), choice.plan());
  }

  /** What {@code restore} takes for a task unless told otherwise. */
  static MethodSettings usual(EvaluationPlan plan, Task task) {
    Choice choice =
        Choice.of(
            Optional.empty(),
            plan.known().space().usual(),
            Preset.TUNED,
            plan.known().tuned(),
            task,
            plan.conditions().noise());
    String preset = Preset.TUNED.name().toLowerCase(Locale.ROOT);
    return new MethodSettings(
        task.name(), choice.name() + ":" + preset, choice.solver(), choice.plan());
  }

  /** As in {@code 20 of its 1000 steps}, where it takes fewer than are its own. */
  Optional<String> shortened() {
    int asked = plan.steps().count();
    int own = solver.plan().steps().count();
    return asked < own
        ? Optional.of(String.format(Locale.ROOT, "%d of its %d steps", asked, own))
        : Optional.empty();
  }

  /** For JSON. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("task", task);
    map.put("method", method);
    map.put("solver", RecordSettings.describe(solver));
    map.put("plan", RecordSettings.describe(plan));
    return map;
  }

  private String solverText() {
    return RecordSettings.text((Record) solver, Plan.class);
  }

  private String planText() {
    return RecordSettings.text(plan, Void.class);
  }

  /** In a line for people. */
  private String text() {
    String all =
        Stream.of(solverText(), planText())
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    return "%s for %s (%s)".formatted(method, task, all);
  }

  /**
   * All settings as a table of a page.
   *
   * @param sections evaluations by name; the name of a single one is not shown
   */
  public static Table table(Map<String, EvaluationResults> sections) {
    boolean several = sections.size() > 1;
    Map<List<String>, Set<String>> tasks = new LinkedHashMap<>();
    Set<String> usual = new LinkedHashSet<>();
    sections.forEach(
        (section, results) -> {
          for (MethodSettings settings : results.settings()) {
            List<String> row = new ArrayList<>();
            if (several) {
              row.add(section);
            }
            row.addAll(List.of(settings.method, settings.solverText(), settings.planText()));
            tasks.computeIfAbsent(row, key -> new LinkedHashSet<>()).add(settings.task);
          }
          EvaluationPlan plan = results.plan();
          plan.tasks().forEach(task -> usual.add(usual(plan, task).text()));
        });
    List<Row> rows = new ArrayList<>();
    tasks.forEach(
        (row, served) -> {
          Stream<String> last = Stream.of(String.join(", ", served));
          rows.add(new Row("sampler", Stream.concat(row.stream(), last).map(Value::text).toList()));
        });
    List<String> columns = new ArrayList<>(List.of("Method", "Settings", "Plan", "Tasks"));
    if (several) {
      columns.add(0, "Section");
    }
    return new Table(
        "Settings",
        columns.stream().map(Column::text).toList(),
        rows,
        List.of(),
        "These are the settings that were asked for, official where none were. The command restore"
            + " takes its own unless told otherwise: "
            + String.join("; ", usual)
            + ".");
  }
}
