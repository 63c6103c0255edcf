package io.tweedie.eval.grid;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import io.tweedie.eval.grid.Outcome.Measured;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Means over images, for each method on each task. */
final class Summary {

  private Summary() {}

  /** One row for each task and method, in the order in which the cells have them. */
  static List<SummaryRow> of(List<Cell> cells) {
    List<SummaryRow> rows = new ArrayList<>();
    grouped(cells, Cell::task).values().forEach(task -> rows.addAll(rowsOfTask(task)));
    return rows;
  }

  private static List<SummaryRow> rowsOfTask(List<Cell> cells) {
    Map<String, List<Cell>> methods = grouped(cells, Cell::method);
    Optional<List<Cell>> best = bestBaseline(methods);
    return methods.values().stream().map(method -> row(method, best)).toList();
  }

  private static Optional<List<Cell>> bestBaseline(Map<String, List<Cell>> methods) {
    return methods.values().stream()
        .filter(method -> method.get(0).method().startsWith(Method.BASELINE))
        .filter(method -> !measured(method).isEmpty())
        .max(Comparator.comparingDouble(method -> mean(method, Measured::psnr)));
  }

  /**
   * PSNR beyond the best baseline of its task, on the same image, in decibels: of every cell of a
   * sampler that both restored.
   */
  static Map<Cell, Double> gains(List<Cell> cells) {
    Map<Cell, Double> gains = new HashMap<>();
    for (List<Cell> task : grouped(cells, Cell::task).values()) {
      Map<String, Double> best =
          bestBaseline(grouped(task, Cell::method)).map(Summary::psnrByImage).orElse(Map.of());
      for (Cell cell : task) {
        boolean sampler = !cell.method().startsWith(Method.BASELINE);
        if (sampler && cell.outcome() instanceof Measured m && best.containsKey(cell.image())) {
          gains.put(cell, m.psnr() - best.get(cell.image()));
        }
      }
    }
    return gains;
  }

  private static SummaryRow row(List<Cell> cells, Optional<List<Cell>> best) {
    Cell first = cells.get(0);
    List<Measured> measured = measured(cells);
    boolean any = !measured.isEmpty();
    List<String> conditions = conditions(cells);
    boolean baseline = first.method().startsWith(Method.BASELINE);
    OptionalDouble gain =
        baseline || best.isEmpty() ? OptionalDouble.empty() : gain(cells, best.get());
    return new SummaryRow(
        first.task(),
        first.method(),
        measured.size(),
        any ? spread(measured, Measured::psnr) : null,
        any ? spread(measured, Measured::ssim) : null,
        seen(measured, Measured::lpips),
        seen(measured, Measured::attributes),
        any && conditions.size() == 1 ? spread(measured, Measured::seconds) : null,
        conditions.size() == 1 ? conditions.get(0) : null,
        any ? (Double) mean(cells, Measured::nfe) : null,
        gain.isPresent() ? (Double) gain.getAsDouble() : null,
        best.map(method -> method.get(0).method()).orElse(null),
        null,
        notes(cells, conditions));
  }

  /** Under which the seconds of cells were taken; one, unless several runs came together. */
  static List<String> conditions(List<Cell> cells) {
    return measured(cells).stream().map(Measured::conditionsText).distinct().toList();
  }

  private static OptionalDouble gain(List<Cell> cells, List<Cell> baseline) {
    Map<String, Double> reference = psnrByImage(baseline);
    return psnrByImage(cells).entrySet().stream()
        .filter(image -> reference.containsKey(image.getKey()))
        .mapToDouble(image -> image.getValue() - reference.get(image.getKey()))
        .average();
  }

  private static Map<String, Double> psnrByImage(List<Cell> cells) {
    return cells.stream()
        .filter(cell -> cell.outcome() instanceof Measured)
        .collect(toMap(Cell::image, cell -> ((Measured) cell.outcome()).psnr()));
  }

  private static List<String> notes(List<Cell> cells, List<String> conditions) {
    Stream<String> missing =
        cells.stream().map(Cell::outcome).map(Summary::note).flatMap(Optional::stream);
    return Stream.concat(missing, mixed(conditions).stream()).distinct().toList();
  }

  /** Why seconds have no mean; empty if they have one. */
  static Optional<String> mixed(List<String> conditions) {
    return conditions.size() > 1
        ? Optional.of(
            "seconds are not averaged, as they were taken under different conditions: "
                + String.join(" / ", conditions))
        : Optional.empty();
  }

  private static Optional<String> note(Outcome outcome) {
    if (outcome instanceof Outcome.NotServed refused) {
      return Optional.of("not served: " + refused.reason());
    }
    if (outcome instanceof Outcome.Diverged diverged) {
      return Optional.of("diverged: " + diverged.reason());
    }
    return Optional.empty();
  }

  private static List<Measured> measured(List<Cell> cells) {
    return cells.stream()
        .map(Cell::outcome)
        .filter(Measured.class::isInstance)
        .map(Measured.class::cast)
        .toList();
  }

  private static double mean(List<Cell> cells, ToDoubleFunction<Measured> measure) {
    return measured(cells).stream().mapToDouble(measure).average().orElseThrow();
  }

  /** Of what only networks see, of all or of none. */
  private static Spread seen(List<Measured> cells, Function<Measured, Double> measure) {
    boolean all = !cells.isEmpty() && cells.stream().allMatch(m -> measure.apply(m) != null);
    return all ? spread(cells, measure::apply) : null;
  }

  private static Spread spread(List<Measured> cells, ToDoubleFunction<Measured> measure) {
    return Spread.overImages(cells.stream().mapToDouble(measure).toArray());
  }

  private static Map<String, List<Cell>> grouped(List<Cell> cells, Function<Cell, String> key) {
    return cells.stream().collect(groupingBy(key, LinkedHashMap::new, toList()));
  }
}
