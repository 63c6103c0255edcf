package io.tweedie.eval.grid;

import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.eval.report.Numbers;
import io.tweedie.eval.report.Table;
import io.tweedie.eval.report.Table.Column;
import io.tweedie.eval.report.Table.Row;
import io.tweedie.eval.report.Table.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How long a method takes.
 *
 * @param method its name, without what was chosen for it
 * @param conditions the machine and the threads that the seconds are of
 * @param seconds per image
 * @param nfe how often it asks the prior, per image; different numbers where sections differ
 * @param secondsPerEvaluation time over the number of times it asks; null where it never does
 */
public record RunningTime(
    String method,
    String conditions,
    Spread seconds,
    List<Integer> nfe,
    Double secondsPerEvaluation) {

  /** What seconds are averaged over. */
  private record Key(String method, String conditions) {}

  /** One for each method of the cells and each of the conditions under which it ran. */
  public static List<RunningTime> of(List<Cell> cells) {
    Map<Key, List<Measured>> methods = new LinkedHashMap<>();
    for (Cell cell : cells) {
      if (cell.outcome() instanceof Measured m) {
        Key method = new Key(SummaryTables.base(cell.method()), m.conditionsText());
        methods.computeIfAbsent(method, key -> new ArrayList<>()).add(m);
      }
    }
    List<RunningTime> all = new ArrayList<>();
    methods.forEach((method, measured) -> all.add(of(method, measured)));
    return all;
  }

  private static RunningTime of(Key method, List<Measured> measured) {
    double seconds = measured.stream().mapToDouble(Measured::seconds).sum();
    int asked = measured.stream().mapToInt(Measured::nfe).sum();
    return new RunningTime(
        method.method(),
        method.conditions(),
        Spread.of(measured.stream().mapToDouble(Measured::seconds).toArray()),
        measured.stream().map(Measured::nfe).distinct().sorted().toList(),
        asked == 0 ? null : (Double) (seconds / asked));
  }

  /** The same as a table of a page. */
  public static Table table(List<Cell> cells) {
    List<RunningTime> all = of(cells);
    boolean mixed = all.stream().map(RunningTime::conditions).distinct().count() > 1;
    return new Table(
        "Runtime",
        List.of(
            Column.text("Method"),
            Column.number("s / image"),
            Column.number("NFE"),
            Column.number("ms / NFE")),
        all.stream().map(time -> time.row(mixed)).toList(),
        mixed
            ? List.of("Seconds were taken under different conditions, which are not averaged.")
            : List.of(),
        "Mean \u00b1 standard deviation over all images, tasks and noises. NFE: how often the prior"
            + " is asked per image. Where gradients go through the prior, asking it takes longer.");
  }

  private Row row(boolean mixed) {
    String counts = nfe.stream().map(Object::toString).collect(Collectors.joining(", "));
    return new Row(
        method.startsWith(Method.BASELINE) ? "baseline" : "sampler",
        List.of(
            Value.text(CellParts.shortName(method)).withAside(mixed ? conditions : ""),
            SummaryTables.spread(seconds, 2),
            Value.number(counts, nfe.get(nfe.size() - 1)),
            secondsPerEvaluation == null
                ? Value.none()
                : Value.number(
                    Numbers.fixed(1000 * secondsPerEvaluation, 1), secondsPerEvaluation)));
  }
}
