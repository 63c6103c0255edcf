package io.tweedie.eval.leaderboard;

import io.tweedie.eval.grid.Cell;
import io.tweedie.eval.grid.Comparisons.Measure;
import io.tweedie.eval.grid.Outcome.Diverged;
import io.tweedie.eval.grid.Outcome.Measured;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A method of a run: a row of the leaderboard.
 *
 * @param run which evaluation; of a baseline, which asks no prior, the first that has it
 * @param method its name, without what was chosen for it
 * @param columns its cells by setting, of all seeds
 */
record Entry(FinishedRun run, String method, Map<Setting, List<Placed>> columns) {

  /** What names of baselines begin with. */
  static final String BASELINE = "baseline:";

  /**
   * A cell and where its pictures are.
   *
   * @param folder of the evaluation
   */
  record Placed(Path folder, Cell cell) {

    /** If it was measured, what. */
    Optional<Measured> measured() {
      return cell.outcome() instanceof Measured measured ? Optional.of(measured) : Optional.empty();
    }
  }

  boolean isBaseline() {
    return method.startsWith(BASELINE);
  }

  /** A name that no other row has. */
  String key() {
    return isBaseline() ? method : run.folder() + "\n" + method;
  }

  /** Of each image, as the mean over seeds. */
  Map<String, Double> byImage(Setting setting, Measure measure) {
    return byImage(setting, measure::of);
  }

  /** Seconds of each image. */
  Map<String, Double> seconds(Setting setting) {
    return byImage(setting, Measured::seconds);
  }

  private Map<String, Double> byImage(Setting setting, Function<Measured, Double> value) {
    Map<String, List<Double>> all = new LinkedHashMap<>();
    for (Placed placed : columns.getOrDefault(setting, List.of())) {
      Optional<Double> of = placed.measured().map(value);
      of.ifPresent(
          v -> all.computeIfAbsent(placed.cell().image(), image -> new ArrayList<>()).add(v));
    }
    Map<String, Double> means = new LinkedHashMap<>();
    all.forEach(
        (image, values) ->
            means.put(image, values.stream().mapToDouble(v -> v).average().orElseThrow()));
    return means;
  }

  /** Why there is no number, in two words; empty if there is one or the method was not asked. */
  String gap(Setting setting) {
    return columns.getOrDefault(setting, List.of()).stream()
        .filter(placed -> placed.measured().isEmpty())
        .findFirst()
        .map(placed -> placed.cell().outcome() instanceof Diverged ? "diverged" : "not served")
        .orElse("");
  }

  /** Rows of several runs, baselines last; a baseline of the same setting once. */
  static List<Entry> of(List<FinishedRun> runs) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (FinishedRun run : runs) {
      Map<String, Entry> ofRun = new LinkedHashMap<>();
      for (FinishedRun.OfSeed evaluation : run.evaluations()) {
        for (Cell cell : evaluation.cells()) {
          Entry entry =
              ofRun.computeIfAbsent(
                  cell.method().split(" ")[0], m -> new Entry(run, m, new LinkedHashMap<>()));
          entry
              .columns
              .computeIfAbsent(evaluation.setting(cell.task()), s -> new ArrayList<>())
              .add(new Placed(evaluation.folder(), cell));
        }
      }
      ofRun.values().forEach(entry -> entries.merge(entry.key(), entry, Entry::joined));
    }
    List<Entry> ordered = new ArrayList<>(entries.values());
    ordered.sort((a, b) -> Boolean.compare(a.isBaseline(), b.isBaseline()));
    return ordered;
  }

  /** A baseline that an earlier run has on some settings, with those of another run. */
  private Entry joined(Entry other) {
    other.columns.forEach(columns::putIfAbsent);
    return this;
  }
}
