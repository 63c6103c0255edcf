package io.tweedie.eval.text;

import io.tweedie.eval.metric.ClipScore;
import io.tweedie.eval.report.Numbers;
import io.tweedie.eval.report.Part;
import io.tweedie.eval.report.Table;
import io.tweedie.eval.report.Table.Column;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of an experiment's page, those that have rows. */
record TextTables(TextResults results) {

  /** A column of numbers, if anybody looked for them. */
  private record Finding(
      String name, boolean present, ToDoubleFunction<Measured> value, int decimals) {}

  private List<Finding> findings() {
    return Stream.of(
            new Finding(
                "CLIP",
                results.isScored(),
                m -> m.cosine() == null ? Double.NaN : ClipScore.published(m.cosine()),
                1),
            new Finding(
                "attributes right, %",
                results.isJudged(), m -> m.isJudged() ? 100 * m.share() : Double.NaN, 1),
            new Finding("saturation", true, m -> m.colour().mean(), 3),
            new Finding("clipped, %", true, m -> 100 * m.colour().clipped(), 1))
        .filter(Finding::present)
        .toList();
  }

  private List<Column> columns(Column... first) {
    return Stream.concat(
            Stream.of(first), findings().stream().map(finding -> Column.number(finding.name())))
        .toList();
  }

  private Table.Row row(Collection<Measured> pictures, Table.Value... first) {
    return new Table.Row(
        "",
        Stream.concat(Stream.of(first), findings().stream().map(finding -> mean(finding, pictures)))
            .toList());
  }

  /** Over those that have a value. */
  private static Table.Value mean(Finding finding, Collection<Measured> pictures) {
    double mean =
        pictures.stream()
            .mapToDouble(finding.value())
            .filter(value -> !Double.isNaN(value))
            .average()
            .orElse(Double.NaN);
    return Double.isNaN(mean) ? Table.Value.none() : Table.Value.number(mean, finding.decimals());
  }

  Optional<Part> prompts() {
    List<Table.Row> rows =
        results.of(Entry.Part.PROMPTS).stream()
            .map(
                entry ->
                    row(
                        List.of(results.found(entry)),
                        Table.Value.text(entry.topic()),
                        Table.Value.text(entry.length()),
                        Table.Value.text(entry.wanted().prompt())))
            .toList();
    return table(
        "Each prompt",
        columns(Column.text("topic"), Column.text("length"), Column.text("prompt")),
        rows);
  }

  Optional<Part> lengths() {
    List<Table.Row> rows = new ArrayList<>();
    if (!results.of(Entry.Part.PROMPTS).isEmpty()) {
      for (String length : TextExperiment.LENGTHS) {
        List<Measured> pictures =
            results.measured(Entry.Part.PROMPTS, entry -> entry.length().equals(length));
        rows.add(row(pictures, Table.Value.text(length)));
      }
    }
    return table("Means by length", columns(Column.text("length")), rows);
  }

  private static Optional<Part> table(String title, List<Column> columns, List<Table.Row> rows) {
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(new Table(title, columns, rows, List.of(), ""));
  }

  Optional<Part> agreement() {
    List<Table.Row> rows = new ArrayList<>();
    results
        .agreements()
        .forEach(
            (of, agreement) ->
                rows.add(
                    new Table.Row(
                        "",
                        List.of(
                            Table.Value.text(of),
                            Table.Value.number(
                                Integer.toString(agreement.size()), agreement.size()),
                            Table.Value.number(agreement.spearman(), 3),
                            Table.Value.number(agreement.kendall(), 3)))));
    return table(
        "Whether CLIP and the judge agree",
        List.of(
            Column.text("of"),
            Column.number("pictures"),
            Column.number("Spearman"),
            Column.number("Kendall")),
        rows);
  }

  Optional<Part> negative() {
    List<Table.Row> rows =
        results.of(Entry.Part.NEGATIVE).stream()
            .map(
                entry ->
                    row(List.of(results.found(entry)), Table.Value.number(entry.wanted().scale())))
            .toList();
    return table("The negative prompt by scale", columns(Column.number("scale")), rows);
  }

  Optional<Part> accuracy() {
    List<Double> scales =
        results.experiment().accuracy() == null
            ? List.of()
            : results.experiment().accuracy().scales();
    List<Table.Row> rows = new ArrayList<>();
    for (String length : TextExperiment.LENGTHS) {
      List<TextResults.Accuracy> cells =
          results.accuracies().stream().filter(cell -> cell.length().equals(length)).toList();
      if (!cells.isEmpty()) {
        List<Table.Value> values = new ArrayList<>(List.of(Table.Value.text(length)));
        cells.forEach(cell -> values.add(percent(cell)));
        rows.add(new Table.Row("", values));
      }
    }
    List<Column> columns = new ArrayList<>(List.of(Column.text("captions")));
    scales.forEach(scale -> columns.add(Column.number("scale " + Numbers.plain(scale))));
    return table("Attributes of captions that are right", columns, rows);
  }

  Optional<Part> aspects() {
    Map<String, List<TextResults.Aspect>> byAspect =
        results.aspects().stream()
            .collect(
                Collectors.groupingBy(
                    TextResults.Aspect::aspect, LinkedHashMap::new, Collectors.toList()));
    List<Column> columns = new ArrayList<>(List.of(Column.text("of"), Column.number("stated")));
    results.aspects().stream()
        .map(TextResults.Aspect::scale)
        .distinct()
        .forEach(scale -> columns.add(Column.number("scale " + Numbers.plain(scale))));
    List<Table.Row> rows = new ArrayList<>();
    byAspect.forEach(
        (aspect, cells) -> {
          int stated = cells.get(0).tally().stated();
          List<Table.Value> values =
              new ArrayList<>(
                  List.of(
                      Table.Value.text(aspect),
                      Table.Value.number(Integer.toString(stated), stated)));
          cells.forEach(cell -> values.add(Table.Value.percent(cell.tally().share(), 1)));
          rows.add(new Table.Row("", values));
        });
    return table("The same by what they are about", columns, rows);
  }

  private static Table.Value percent(TextResults.Accuracy cell) {
    return Table.Value.percent(cell.share(), 1).withError(cell.error());
  }
}
