package io.tweedie.eval.grid;

import static java.util.stream.Collectors.toMap;

import io.tweedie.core.file.WholeFile;
import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.Heading;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One evaluation under several seeds: other masks, other noise, other draws of the samplers. Tables
 * then show what of a difference between methods is chance.
 *
 * @param each one evaluation for each seed, at least one
 */
public record SeedResults(List<EvaluationResults> each) {

  /** Copies the list. */
  public SeedResults {
    each = List.copyOf(each);
  }

  /**
   * Runs what is missing. Below the folder, {@code seed-N} holds the whole evaluation of a seed,
   * and the files beside it are of all seeds together.
   *
   * @param plan whose own seed does not matter
   * @param seeds at least one, distinct
   * @param measurer of the cells
   * @throws IOException if results cannot be written
   * @throws IllegalArgumentException as {@link Measurer#measure}
   */
  public static SeedResults run(
      EvaluationPlan plan,
      List<Long> seeds,
      Measurer measurer,
      Path out,
      EvaluationListener listener)
      throws IOException {
    listener.planned(measurer.size(plan) * seeds.size());
    List<EvaluationResults> each = new ArrayList<>();
    for (long seed : seeds) {
      Path folder = folder(out, seed);
      each.add(measurer.measure(plan.withSeed(seed), folder, listener));
      each.get(each.size() - 1).write(folder);
    }
    SeedResults results = new SeedResults(each);
    results.write(out);
    return results;
  }

  /** Where the evaluation of one seed is, below that of all. */
  public static Path folder(Path out, long seed) {
    return out.resolve("seed-" + seed);
  }

  /** Mean and standard deviation, over seeds, of the means over images. */
  public List<SummaryRow> summary() {
    List<List<SummaryRow>> all = each.stream().map(EvaluationResults::summary).toList();
    List<SummaryRow> rows = new ArrayList<>();
    for (SummaryRow first : all.get(0)) {
      List<SummaryRow> ofSeeds =
          all.stream()
              .flatMap(List::stream)
              .filter(row -> row.task().equals(first.task()))
              .filter(row -> row.method().equals(first.method()))
              .toList();
      rows.add(joined(first, ofSeeds));
    }
    return rows;
  }

  private SummaryRow joined(SummaryRow first, List<SummaryRow> rows) {
    List<String> conditions =
        rows.stream().map(SummaryRow::conditions).filter(Objects::nonNull).distinct().toList();
    List<Double> gains = rows.stream().map(SummaryRow::gain).filter(Objects::nonNull).toList();
    String baselines =
        String.join(
            " or ",
            rows.stream()
                .map(SummaryRow::bestBaseline)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
    Stream<String> notes = rows.stream().flatMap(row -> row.notes().stream());
    return new SummaryRow(
        first.task(),
        first.method(),
        first.images(),
        spread(rows, SummaryRow::psnr),
        spread(rows, SummaryRow::ssim),
        spread(rows, SummaryRow::lpips),
        spread(rows, SummaryRow::attributes),
        conditions.size() == 1 ? spread(rows, SummaryRow::seconds) : null,
        conditions.size() == 1 ? conditions.get(0) : null,
        first.nfe(),
        gains.size() == each.size() ? (Double) Spread.of(numbers(gains)).mean() : null,
        baselines.isEmpty() ? null : baselines,
        first.shortened(),
        Stream.concat(notes, Summary.mixed(conditions).stream()).distinct().toList());
  }

  /** Of the means of all seeds; null where a seed has none. */
  private Spread spread(List<SummaryRow> rows, Function<SummaryRow, Spread> measure) {
    List<Double> means =
        rows.stream().map(measure).filter(Objects::nonNull).map(Spread::mean).toList();
    return means.size() == each.size() ? Spread.of(numbers(means)) : null;
  }

  private static double[] numbers(List<Double> values) {
    return values.stream().mapToDouble(value -> value).toArray();
  }

  /** Files that took no part. */
  public List<Unread> unread() {
    return first().unread();
  }

  /** What measured LPIPS, or why nothing did. */
  public String lpipsText() {
    return first().lpipsText();
  }

  private EvaluationResults first() {
    return each.get(0);
  }

  /** The summary in lines for people. */
  public List<String> lines() {
    Stream<String> rows = summary().stream().map(this::line);
    return Stream.concat(rows, Stream.of("lpips: " + lpipsText())).toList();
  }

  private String line(SummaryRow row) {
    return row.psnr() == null || row.psnr().deviation() == null
        ? row.text()
        : String.format(
            Locale.ROOT,
            "%s (psnr \u00b1 %.2f over %d seeds)",
            row.text(),
            row.psnr().deviation(),
            each.size());
  }

  private Map<String, EvaluationResults> bySeed() {
    return each.stream()
        .collect(
            toMap(
                results -> Long.toString(results.plan().conditions().seed()),
                Function.identity(),
                (a, b) -> a,
                LinkedHashMap::new));
  }

  private void write(Path out) throws IOException {
    Map<String, List<Cell>> cells = new LinkedHashMap<>();
    bySeed().forEach((seed, results) -> cells.put(seed, results.cells()));
    CellTable.write(out.resolve("results.csv"), "seed", cells);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("info", first().info());
    json.put("seeds", each.stream().map(results -> results.plan().conditions().seed()).toList());
    json.put("summary_over_seeds", summary());
    json.put("each", each.stream().map(EvaluationResults::asMap).toList());
    EvaluationResults.writeJson(out.resolve("results.json"), json);
    WholeFile.write(out.resolve("table.tex"), LatexTable.overSeeds(summary()).text());
    page().write(out.resolve("report.html"));
  }

  private Page page() {
    List<SummaryRow> summary = summary();
    List<Part> parts = new ArrayList<>();
    parts.add(new Heading("All seeds", ""));
    parts.add(
        SummaryTables.details(
            summary, "Mean \u00b1 standard deviation, over seeds, of the means over images."));
    parts.add(new Charts("PSNR by method", CellParts.CHARTS_TEXT, CellParts.charts(summary)));
    parts.add(MethodSettings.table(Map.of("", first())));
    parts.add(
        new Heading(
            "Seed " + first().plan().conditions().seed(),
            "One of the seeds, image by image; the others are in the folders beside this page."));
    parts.addAll(first().parts());
    List<Page.Fact> facts = new ArrayList<>();
    for (Page.Fact fact : first().facts()) {
      facts.add(
          fact.name().equals(EvaluationResults.SEED)
              ? new Page.Fact("Seeds", String.join(", ", bySeed().keySet()))
              : fact);
    }
    return new Page(
        "Evaluation of " + first().info().model(),
        first().subtitle(),
        facts,
        parts,
        EvaluationResults.remarks(EvaluationResults.REMARKS, unread()));
  }
}
