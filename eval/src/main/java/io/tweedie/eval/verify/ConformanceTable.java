package io.tweedie.eval.verify;

import io.tweedie.eval.report.Csv;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * The conformance table: written for readers and programs, and held against one recorded earlier.
 *
 * @param rows in the order they were measured
 */
public record ConformanceTable(List<Conformance> rows) {

  /**
   * Runs are repeatable up to the rounding of the processor, so a distance that moves by more than
   * this, either way, was moved by a change of the code.
   */
  private static final double TOLERANCE = 0.03;

  private static final CSVFormat CSV =
      Csv.format(
          List.of(
              "solver",
              "prior",
              "task",
              "sigma",
              "bias",
              "covariance_error",
              "distance",
              "floor",
              "coverage",
              "spread",
              "worst_spread",
              "settings"));

  /** Keeps a copy. */
  public ConformanceTable {
    rows = List.copyOf(rows);
  }

  /**
   * The table recorded with this version.
   *
   * @param extent {@code full} or {@code quick}
   */
  public static Reader recorded(String extent) {
    return new InputStreamReader(
        ConformanceTable.class.getResourceAsStream(extent + ".csv"), StandardCharsets.UTF_8);
  }

  /** As comma-separated values with a header. */
  public String csv() {
    StringWriter text = new StringWriter();
    try (CSVPrinter csv = new CSVPrinter(text, CSV)) {
      for (Conformance row : rows) {
        Agreement a = row.agreement();
        csv.printRecord(
            row.solver(),
            row.prior(),
            row.task(),
            row.sigma(),
            number(a.bias()),
            number(a.covarianceError()),
            number(a.distance()),
            number(a.floor()),
            number(a.coverage()),
            number(a.spread()),
            number(a.worstSpread()),
            row.settings());
      }
    } catch (IOException e) {
      throw new AssertionError("a string cannot fail to be written", e);
    }
    return text.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** As Markdown: a table for each operator and noise. */
  public String markdown() {
    Map<String, List<Conformance>> groups = new LinkedHashMap<>();
    for (Conformance row : rows) {
      groups
          .computeIfAbsent(
              "%s, sigma %s".formatted(row.task(), row.sigma()), key -> new ArrayList<>())
          .add(row);
    }
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (title, group) -> {
          text.append("\n### ").append(title).append("\n\n");
          text.append(
              "| solver | prior | bias | covariance | distance | floor | coverage | spread (worst)"
                  + " |\n|---|---|---|---|---|---|---|---|\n");
          group.forEach(row -> text.append(line(row)));
        });
    return text.toString();
  }

  private static String line(Conformance row) {
    Agreement a = row.agreement();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.3f | %.3f | %s%.3f%s | %.3f | %.2f | %.2f (%.2f) |%n",
        row.solver(),
        row.prior(),
        a.bias(),
        a.covarianceError(),
        row.reachesFloor() ? "**" : "",
        a.distance(),
        row.reachesFloor() ? "**" : "",
        a.floor(),
        a.coverage(),
        a.spread(),
        a.worstSpread());
  }

  /**
   * What has changed since another table was recorded.
   *
   * @param recorded {@link #csv} of that table
   * @return one sentence for each distance that moved, and for each sampler with the exact score
   *     that misses the floor; empty if all is well
   */
  public List<String> regressions(Reader recorded) throws IOException {
    Map<String, Double> before =
        CSV.builder().setSkipHeaderRecord(true).get().parse(recorded).stream()
            .collect(
                Collectors.toMap(ConformanceTable::key, r -> Double.valueOf(r.get("distance"))));
    List<String> problems = new ArrayList<>();
    for (Conformance row : rows) {
      if (row.solver().equals(Verification.EXACT) && !row.reachesFloor()) {
        problems.add(
            "%s: distance %.4f is above the floor %.4f, though the score is exact"
                .formatted(row.key(), row.distance(), row.agreement().floor()));
      }
      Double expected = before.get(row.key());
      if (expected == null) {
        problems.add(row.key() + ": no distance is recorded");
      } else if (Math.abs(row.distance() - expected) > TOLERANCE * expected + 0.001) {
        problems.add(
            "%s: distance %.4f, recorded %.4f".formatted(row.key(), row.distance(), expected));
      }
    }
    return problems;
  }

  private static String key(CSVRecord r) {
    return "%s | %s | %s | %s"
        .formatted(r.get("solver"), r.get("prior"), r.get("task"), r.get("sigma"));
  }
}
