package io.tweedie.eval.grid;

import static java.util.stream.Collectors.joining;

import io.tweedie.eval.report.Numbers;
import io.tweedie.eval.report.Table;
import io.tweedie.eval.report.Table.Column;
import io.tweedie.eval.report.Table.Row;
import io.tweedie.eval.report.Table.Value;
import io.tweedie.eval.significance.Ranking;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Summaries as tables of a page. */
final class SummaryTables {

  /** What the numbers are, of one evaluation. */
  static final String OVER_IMAGES =
      "Mean \u00b1 standard deviation over images; in brackets where the mean lies (95 % bootstrap over"
          + " images).";

  private SummaryTables() {}

  /**
   * Methods by tasks, as papers print it.
   *
   * @param rankings of each task by PSNR
   */
  static Table overview(List<SummaryRow> summary, Map<String, Ranking> rankings) {
    Set<String> tasks = new LinkedHashSet<>();
    Set<String> methods = new LinkedHashSet<>();
    for (SummaryRow row : summary) {
      tasks.add(row.task());
      methods.add(base(row.method()));
    }
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("Method"));
    tasks.forEach(task -> columns.add(Column.number(task)));
    List<Row> rows = new ArrayList<>();
    for (String method : methods) {
      List<Value> values = new ArrayList<>();
      values.add(Value.text(CellParts.shortName(method)));
      tasks.forEach(task -> values.add(overview(task, method, summary, rankings)));
      rows.add(new Row(kind(method), values));
    }
    return new Table(
        "Overview",
        columns,
        rows,
        List.of(),
        "PSNR in dB / SSIM, means over images; bold: the highest PSNR of a task; dotted: PSNR that"
            + " cannot be told from it (sign changes of paired differences, p at least %s after"
                .formatted(Ranking.LEVEL)
            + " Holm).");
  }

  private static Value overview(
      String task, String method, List<SummaryRow> summary, Map<String, Ranking> rankings) {
    List<SummaryRow> ofTask = summary.stream().filter(row -> row.task().equals(task)).toList();
    Optional<SummaryRow> found =
        ofTask.stream()
            .filter(row -> base(row.method()).equals(method) && row.images() > 0)
            .findFirst();
    if (found.isEmpty()) {
      return Value.none();
    }
    SummaryRow row = found.get();
    double psnr = row.psnr().mean();
    double best =
        ofTask.stream()
            .filter(other -> other.images() > 0)
            .mapToDouble(other -> other.psnr().mean())
            .max()
            .orElseThrow();
    String text = Numbers.fixed(psnr, 2) + " / " + Numbers.fixed(row.ssim().mean(), 3);
    Value value =
        Value.number(text, psnr)
            .withAside(
                Stream.of(chosen(row.method()), shortened(row))
                    .filter(words -> !words.isEmpty())
                    .collect(joining(", ")));
    if (psnr == best) {
      return value.withTone("best");
    }
    Ranking ranking = rankings.get(task);
    return ranking != null && ranking.tied().contains(row.method())
        ? value.withTone("tied")
        : value;
  }

  /** A method's name without what was chosen for it. */
  static String base(String method) {
    return method.split(" ")[0];
  }

  private static String chosen(String method) {
    return method.substring(base(method).length()).strip();
  }

  private static String kind(String method) {
    return method.startsWith(Method.BASELINE) ? "baseline" : "sampler";
  }

  private static String shortened(SummaryRow row) {
    return row.shortened() == null ? "" : row.shortened();
  }

  /**
   * One row for each method on each task.
   *
   * @param legend says what means and deviations are over
   */
  static Table details(List<SummaryRow> summary, String legend) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("Task"));
    columns.add(Column.text("Method"));
    columns.add(Column.number("PSNR, dB"));
    columns.add(Column.number("SSIM"));
    boolean judged = summary.stream().anyMatch(row -> row.attributes() != null);
    columns.add(Column.number("LPIPS"));
    if (judged) {
      columns.add(Column.number("Attributes right"));
    }
    for (String name : List.of("Gain, dB", "s / image", "NFE", "Images")) {
      columns.add(Column.number(name));
    }
    List<String> notes =
        Stream.concat(
                incomparable(summary).stream(),
                summary.stream()
                    .flatMap(
                        row ->
                            row.notes().stream()
                                .map(note -> row.task() + ", " + row.method() + ": " + note)))
            .toList();
    return new Table(
        "Summary",
        columns,
        summary.stream().map(row -> details(row, judged)).toList(),
        notes,
        legend
            + " PSNR and SSIM: more is better; LPIPS: less is better. Gain: PSNR beyond the task's"
            + " best baseline, on the images that both restored. NFE: how often the prior was asked"
            + " per image."
            + (judged
                ? " Attributes right: the share of what captions state that the judge of scenes"
                    + " sees in results."
                : ""));
  }

  /** Why the seconds of rows cannot be compared; empty if they can. */
  private static Optional<String> incomparable(List<SummaryRow> summary) {
    List<String> conditions =
        summary.stream().map(SummaryRow::conditions).filter(Objects::nonNull).distinct().toList();
    return conditions.size() > 1
        ? Optional.of(
            "Seconds of different rows cannot be compared, as they were taken under different"
                + " conditions: "
                + String.join(" / ", conditions))
        : Optional.empty();
  }

  private static Row details(SummaryRow row, boolean judged) {
    List<Value> values = new ArrayList<>();
    values.add(Value.text(row.task()));
    values.add(Value.text(row.method()));
    values.add(
        row.images() > 0 ? spread(row.psnr(), 2).withAside(aside(row)) : Value.text(status(row)));
    values.add(spread(row.ssim(), 3));
    values.add(spread(row.lpips(), 3));
    if (judged) {
      values.add(spread(row.attributes(), 3));
    }
    values.add(gain(row));
    values.add(row.seconds() == null ? Value.none() : Value.number(row.seconds().mean(), 2));
    values.add(row.images() > 0 ? Value.number(row.nfe(), 0) : Value.none());
    values.add(Value.number(row.images(), 0));
    return new Row(kind(row.method()), values);
  }

  private static String aside(SummaryRow row) {
    return Stream.of(row.psnr().intervalText(2), shortened(row))
        .filter(words -> !words.isEmpty())
        .collect(joining(" "));
  }

  /** What the first reason says before its colon. */
  private static String status(SummaryRow row) {
    return row.notes().get(0).split(":")[0];
  }

  private static Value gain(SummaryRow row) {
    if (row.gain() == null) {
      return Value.none();
    }
    String text = Numbers.signed(row.gain(), 2);
    String tone = text.startsWith("+") ? "up" : text.startsWith("-") ? "down" : "";
    return Value.number(text, row.gain())
        .withTone(tone)
        .withAside("over " + CellParts.shortName(row.bestBaseline()));
  }

  /** Mean and deviation; nothing for none. */
  static Value spread(Spread spread, int decimals) {
    return spread == null
        ? Value.none()
        : Value.number(spread.text(decimals), spread.mean())
            .withAside(spread.intervalText(decimals));
  }
}
