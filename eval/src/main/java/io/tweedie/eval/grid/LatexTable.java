package io.tweedie.eval.grid;

import io.tweedie.eval.report.Latex;
import io.tweedie.eval.report.Numbers;
import io.tweedie.eval.significance.Ranking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A summary as a table for papers: methods by tasks, in LaTeX with the rules of {@code booktabs},
 * the best value of each column in bold.
 *
 * @param rows of the summary
 * @param deviations whether standard deviations are shown behind the means
 * @param comment what the numbers are, for whoever reads the file
 * @param standings which methods cannot be told from the best, by measure and task
 */
record LatexTable(
    List<SummaryRow> rows,
    boolean deviations,
    String comment,
    Map<Comparisons.Measure, Map<String, Ranking>> standings) {

  private static final String NOTHING = "--";

  /** A column of every task. */
  private enum Measure {
    PSNR(Comparisons.Measure.PSNR, "PSNR$\\uparrow$", SummaryRow::psnr),
    SSIM(Comparisons.Measure.SSIM, "SSIM$\\uparrow$", SummaryRow::ssim),
    LPIPS(Comparisons.Measure.LPIPS, "LPIPS$\\downarrow$", SummaryRow::lpips),
    ATTRIBUTES(Comparisons.Measure.ATTRIBUTES, "Attributes$\\uparrow$", SummaryRow::attributes);

    private final Comparisons.Measure measure;
    private final String head;
    private final int decimals;
    private final Function<SummaryRow, Spread> value;

    Measure(Comparisons.Measure measure, String head, Function<SummaryRow, Spread> value) {
      this.measure = measure;
      this.head = head;
      this.decimals = measure.decimals();
      this.value = value;
    }

    boolean isPlain() {
      return this == PSNR || this == SSIM;
    }

    boolean isThere(SummaryRow row) {
      return value.apply(row) != null;
    }

    Optional<Double> printed(SummaryRow row) {
      return Optional.ofNullable(value.apply(row)).map(Spread::mean).map(this::rounded);
    }

    /** As printed, so that what looks equal is equal. */
    private double rounded(double mean) {
      return Double.isFinite(mean) ? Double.parseDouble(Numbers.fixed(mean, decimals)) : mean;
    }

    boolean isBest(double mean, Stream<Double> all) {
      return measure.higherIsBetter()
          ? all.allMatch(other -> mean >= other)
          : all.allMatch(other -> mean <= other);
    }
  }

  /** Of one evaluation. */
  static LatexTable overImages(List<SummaryRow> rows) {
    return new LatexTable(
        rows, false, "Means over images; bold: the best of each column.", Map.of());
  }

  /** Of one evaluation, with what cannot be told from the best. */
  static LatexTable overImages(List<SummaryRow> rows, List<Cell> cells) {
    Map<Comparisons.Measure, Map<String, Ranking>> standings =
        new EnumMap<>(Comparisons.Measure.class);
    for (Comparisons.Measure measure : Comparisons.Measure.values()) {
      standings.put(measure, Comparisons.rankings(cells, measure));
    }
    return new LatexTable(
        rows,
        false,
        "Means over images; bold: the best of each column; italic: what cannot be told from it (sign"
            + " changes of paired differences, p at least %s after Holm).".formatted(Ranking.LEVEL),
        standings);
  }

  /** Of several seeds. */
  static LatexTable overSeeds(List<SummaryRow> rows) {
    return new LatexTable(
        rows,
        true,
        "Means over images, of each seed; then mean and standard deviation over seeds; bold: the"
            + " best of each column.",
        Map.of());
  }

  /** The file's content. */
  String text() {
    List<String> tasks = distinct(SummaryRow::task);
    List<Measure> measures = measures();
    List<String> lines = new ArrayList<>();
    lines.add("% " + comment + " Needs \\usepackage{booktabs}.");
    lines.add("\\begin{tabular}{l" + "r".repeat(tasks.size() * measures.size()) + "}");
    lines.add("\\toprule");
    lines.add(heads(tasks, measures));
    lines.add(rules(tasks, measures));
    lines.add("Method" + heads(measures).repeat(tasks.size()) + " \\\\");
    for (boolean baselines : new boolean[] {true, false}) {
      List<String> group = methods(baselines).map(method -> line(method, tasks, measures)).toList();
      if (!group.isEmpty()) {
        lines.add("\\midrule");
        lines.addAll(group);
      }
    }
    lines.add("\\bottomrule");
    lines.add("\\end{tabular}");
    return String.join("\n", lines) + "\n";
  }

  private List<String> distinct(Function<SummaryRow, String> name) {
    return rows.stream().map(name).distinct().toList();
  }

  /** What networks see only where something has it. */
  private List<Measure> measures() {
    return Arrays.stream(Measure.values())
        .filter(measure -> measure.isPlain() || rows.stream().anyMatch(measure::isThere))
        .toList();
  }

  private Stream<String> methods(boolean baselines) {
    return rows.stream()
        .filter(row -> row.isBaseline() == baselines)
        .map(row -> SummaryTables.base(row.method()))
        .distinct();
  }

  private static String heads(List<String> tasks, List<Measure> measures) {
    StringBuilder line = new StringBuilder();
    for (String task : tasks) {
      line.append(" & \\multicolumn{%s}{c}{%s}".formatted(measures.size(), Latex.escape(task)));
    }
    return line.append(" \\\\").toString();
  }

  private static String rules(List<String> tasks, List<Measure> measures) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < tasks.size(); i++) {
      int first = 2 + i * measures.size();
      line.append("\\cmidrule(lr){%s-%s}".formatted(first, first + measures.size() - 1));
    }
    return line.toString();
  }

  private static String heads(List<Measure> measures) {
    StringBuilder line = new StringBuilder();
    measures.forEach(measure -> line.append(" & ").append(measure.head));
    return line.toString();
  }

  private String line(String method, List<String> tasks, List<Measure> measures) {
    Set<String> asides = new LinkedHashSet<>();
    StringBuilder values = new StringBuilder();
    for (String task : tasks) {
      Optional<SummaryRow> row = find(task, method);
      row.map(SummaryRow::shortened).ifPresent(asides::add);
      measures.forEach(measure -> values.append(" & ").append(value(row, measure)));
    }
    String aside = asides.isEmpty() ? "" : " (" + String.join("; ", asides) + ")";
    return Latex.escape(CellParts.shortName(method) + aside) + values + " \\\\";
  }

  private Optional<SummaryRow> find(String task, String method) {
    return rows.stream()
        .filter(row -> row.task().equals(task))
        .filter(row -> SummaryTables.base(row.method()).equals(method))
        .findFirst();
  }

  private String value(Optional<SummaryRow> row, Measure measure) {
    Optional<Double> mean = row.flatMap(measure::printed);
    if (mean.isEmpty()) {
      return NOTHING;
    }
    Spread spread = measure.value.apply(row.get());
    Stream<Double> ofTask =
        rows.stream()
            .filter(other -> other.task().equals(row.get().task()))
            .map(measure::printed)
            .flatMap(Optional::stream);
    String text =
        Double.isFinite(spread.mean())
            ? Numbers.fixed(spread.mean(), measure.decimals)
            : "$\\infty$";
    String shown =
        measure.isBest(mean.get(), ofTask)
            ? "\\textbf{" + text + "}"
            : isTied(row.get(), measure) ? "\\textit{" + text + "}" : text;
    return deviations && spread.deviation() != null
        ? shown + " {\\scriptsize$\\pm$" + Numbers.fixed(spread.deviation(), measure.decimals) + "}"
        : shown;
  }

  private boolean isTied(SummaryRow row, Measure measure) {
    Ranking ranking = standings.getOrDefault(measure.measure, Map.of()).get(row.task());
    return ranking != null && ranking.tied().contains(row.method());
  }
}
