package io.tweedie.eval.text;

import io.tweedie.eval.metric.ClipScore;
import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.LineChart;
import io.tweedie.eval.report.Numbers;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Part;
import io.tweedie.eval.report.ScatterChart;
import io.tweedie.eval.report.Strips;
import io.tweedie.eval.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An experiment's results as a page. What nobody looked for has no columns. */
record TextReport(TextResults results) {

  private static final int ACROSS = 10;

  private static final List<String> REMARKS =
      List.of(
          "CLIP's score is 100 max(cosine, 0) of its vectors of picture and prompt; those of"
              + " different models cannot be compared.",
          "Attributes are those that a prompt states in the words of scenes; the judge looks for"
              + " each. It has learned from rendered scenes alone.",
          "Saturation is that of HSV, (max - min) / max of red, green and blue, the mean over all"
              + " pixels. A pixel is clipped if one of its channels is at 0 or 255.",
          "Scale 0 draws what the negative prompt says, and anything where that is empty; at 1 the"
              + " negative prompt has no effect.",
          "All numbers are in results.csv and results.json, all pictures in the folder pictures.");

  /** The page. */
  Page page() {
    TextExperiment experiment = results.experiment();
    List<Page.Fact> facts = new ArrayList<>(results.info().facts());
    facts.add(new Page.Fact("CLIP", clip()));
    facts.add(new Page.Fact("Judge", experiment.judge() == null ? "none" : experiment.judge()));
    facts.add(
        new Page.Fact(
            "Steps",
            experiment.steps()
                + (experiment.scheduler() == null ? "" : " of " + experiment.scheduler())));
    facts.add(new Page.Fact("Seed", Long.toString(experiment.seed())));
    List<Part> parts =
        Stream.of(
                unconditional(),
                prompts(),
                promptTable(),
                lengthTable(),
                agreementTable(),
                agreementChart(),
                negative(),
                negativeTable(),
                saturation(),
                accuracyTable(),
                accuracyChart())
            .flatMap(Optional::stream)
            .toList();
    return new Page(experiment.title(), experiment.text(), facts, parts, REMARKS);
  }

  private String clip() {
    String named = results.experiment().clip();
    return named != null ? named : results.isScored() ? "the model's own" : "none";
  }

  private Strips.Frame frame(Entry entry, String caption) {
    return new Strips.Frame(results.pictures().resolve(results.found(entry).file()), caption);
  }

  private Optional<Part> unconditional() {
    List<Entry> entries = results.of(Entry.Part.UNCONDITIONAL);
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    int columns = Math.min(ACROSS, entries.size());
    List<Strips.Row> rows = new ArrayList<>();
    for (int from = 0; from + columns <= entries.size(); from += columns) {
      List<Entry> row = entries.subList(from, from + columns);
      rows.add(new Strips.Row("", row.stream().map(entry -> frame(entry, "")).toList()));
    }
    return Optional.of(
        new Strips(
            "Without a prompt",
            "Scale 0, no prompt and no negative prompt.",
            IntStream.range(0, columns).mapToObj(i -> "").toList(),
            rows));
  }

  private Optional<Part> prompts() {
    List<Strips.Row> rows =
        results.experiment().topics().stream()
            .map(
                topic ->
                    new Strips.Row(
                        topic.name(),
                        results.of(Entry.Part.PROMPTS).stream()
                            .filter(entry -> entry.topic().equals(topic.name()))
                            .map(entry -> frame(entry, caption(entry)))
                            .toList()))
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Strips("Prompts", "At scale %s.".formatted(scale()), TextExperiment.LENGTHS, rows));
  }

  private String scale() {
    return Numbers.plain(results.experiment().scale());
  }

  private String caption(Entry entry) {
    String found = String.join(", ", found(results.found(entry)));
    return entry.wanted().prompt() + (found.isEmpty() ? "" : " (" + found + ")");
  }

  private static List<String> found(Measured measured) {
    List<String> found = new ArrayList<>();
    if (measured.cosine() != null) {
      found.add("CLIP " + Numbers.fixed(ClipScore.published(measured.cosine()), 1));
    }
    if (measured.isJudged()) {
      found.add("%d of %d right".formatted(measured.right(), measured.stated()));
    }
    return found;
  }

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

  private static Table.Column number(String name) {
    return new Table.Column(name, Table.Align.NUMBER);
  }

  private static Table.Column words(String name) {
    return new Table.Column(name, Table.Align.TEXT);
  }

  private List<Table.Column> columns(Table.Column... first) {
    return Stream.concat(
            Stream.of(first), findings().stream().map(finding -> number(finding.name())))
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
    return Double.isNaN(mean)
        ? Table.Value.none()
        : Table.Value.number(Numbers.fixed(mean, finding.decimals()), mean);
  }

  private Optional<Part> promptTable() {
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
    return table("Each prompt", columns(words("topic"), words("length"), words("prompt")), rows);
  }

  private Optional<Part> lengthTable() {
    List<Table.Row> rows = new ArrayList<>();
    if (!results.of(Entry.Part.PROMPTS).isEmpty()) {
      for (String length : TextExperiment.LENGTHS) {
        List<Measured> pictures =
            results.measured(Entry.Part.PROMPTS, entry -> entry.length().equals(length));
        rows.add(row(pictures, Table.Value.text(length)));
      }
    }
    return table("Means by length", columns(words("length")), rows);
  }

  private static Optional<Part> table(
      String title, List<Table.Column> columns, List<Table.Row> rows) {
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(new Table(title, columns, rows, List.of(), ""));
  }

  private Optional<Part> agreementTable() {
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
                            Table.Value.number(
                                Numbers.fixed(agreement.spearman(), 3), agreement.spearman()),
                            Table.Value.number(
                                Numbers.fixed(agreement.kendall(), 3), agreement.kendall())))));
    return table(
        "Whether CLIP and the judge agree",
        List.of(words("of"), number("pictures"), number("Spearman"), number("Kendall")),
        rows);
  }

  private Optional<Part> agreementChart() {
    List<ScatterChart.Group> groups = new ArrayList<>();
    for (String length : TextExperiment.LENGTHS) {
      List<Measured> both =
          results.experiment().entries().stream()
              .filter(entry -> entry.length().equals(length))
              .map(results::found)
              .distinct()
              .filter(TextResults::hasBoth)
              .toList();
      groups.add(
          new ScatterChart.Group(
              length,
              both.stream().map(m -> 100 * m.share()).toList(),
              both.stream().map(m -> ClipScore.published(m.cosine())).toList()));
    }
    return groups.stream().allMatch(group -> group.x().isEmpty())
        ? Optional.empty()
        : Optional.of(
            new Charts(
                "",
                "",
                List.of(
                    new ScatterChart(
                        "CLIP's score by the attributes that are right",
                        "attributes right by the judge, %",
                        "CLIP",
                        groups))));
  }

  private Optional<Part> negative() {
    List<Entry> entries = results.of(Entry.Part.NEGATIVE);
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    TextExperiment.Negative negative = results.experiment().negative();
    return Optional.of(
        new Strips(
            "With a negative prompt",
            "\u201c%s\u201d, and not \u201c%s\u201d."
                .formatted(negative.prompt(), negative.negative()),
            negative.scales().stream().map(scale -> "scale " + Numbers.plain(scale)).toList(),
            List.of(
                new Strips.Row(
                    "",
                    entries.stream()
                        .map(entry -> frame(entry, String.join(", ", found(results.found(entry)))))
                        .toList()))));
  }

  private Optional<Part> negativeTable() {
    List<Table.Row> rows =
        results.of(Entry.Part.NEGATIVE).stream()
            .map(
                entry ->
                    row(
                        List.of(results.found(entry)),
                        Table.Value.number(
                            Numbers.plain(entry.wanted().scale()), entry.wanted().scale())))
            .toList();
    return table("The negative prompt by scale", columns(number("scale")), rows);
  }

  private Optional<Part> saturation() {
    if (results.experiment().saturation().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Charts(
            "What the scale does to colours",
            "Means over the prompts of medium length, with their standard errors.",
            List.of(
                byScale("Saturation", "mean saturation, 0 to 1", m -> m.colour().mean()),
                byScale("Clipping", "pixels clipped, %", m -> 100 * m.colour().clipped()))));
  }

  private LineChart byScale(String caption, String label, ToDoubleFunction<Measured> value) {
    List<LineChart.Point> points =
        results.experiment().saturation().stream()
            .sorted()
            .map(
                scale ->
                    point(
                        scale,
                        results
                            .measured(
                                Entry.Part.SATURATION, entry -> entry.wanted().scale() == scale)
                            .stream()
                            .mapToDouble(value)
                            .toArray()))
            .toList();
    return new LineChart(
        caption,
        LineChart.Axis.linear("scale"),
        LineChart.Axis.linear(label),
        List.of(new LineChart.Series(label, points, LineChart.Marks.DOTS)),
        List.of());
  }

  private static LineChart.Point point(double scale, double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double error = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1) / values.length);
    return new LineChart.Point(scale, mean, mean - error, mean + error);
  }

  private Optional<Part> accuracyTable() {
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
    List<Table.Column> columns = new ArrayList<>(List.of(words("captions")));
    scales.forEach(scale -> columns.add(number("scale " + Numbers.plain(scale))));
    return table("Attributes of captions that are right", columns, rows);
  }

  private static Table.Value percent(TextResults.Accuracy cell) {
    return Table.Value.number(Numbers.fixed(100 * cell.share(), 1) + " %", cell.share())
        .withAside("\u00b1 " + Numbers.fixed(100 * cell.error(), 1));
  }

  private Optional<Part> accuracyChart() {
    if (results.accuracies().isEmpty() || results.experiment().accuracy().scales().size() < 2) {
      return Optional.empty();
    }
    List<LineChart.Series> lines =
        TextExperiment.LENGTHS.stream()
            .map(
                length ->
                    new LineChart.Series(
                        length,
                        results.accuracies().stream()
                            .filter(cell -> cell.length().equals(length))
                            .map(TextReport::point)
                            .toList(),
                        LineChart.Marks.DOTS))
            .toList();
    return Optional.of(
        new Charts(
            "",
            "",
            List.of(
                new LineChart(
                    "Attributes right by scale",
                    LineChart.Axis.linear("scale"),
                    LineChart.Axis.linear("attributes right, %"),
                    lines,
                    List.of()))));
  }

  private static LineChart.Point point(TextResults.Accuracy cell) {
    double share = 100 * cell.share();
    double error = 100 * cell.error();
    return new LineChart.Point(cell.scale(), share, share - error, share + error);
  }
}
