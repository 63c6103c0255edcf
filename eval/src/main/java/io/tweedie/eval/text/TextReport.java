package io.tweedie.eval.text;

import io.tweedie.eval.metric.ClipScore;
import io.tweedie.eval.report.Numbers;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Part;
import io.tweedie.eval.report.Strips;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    TextTables tables = new TextTables(results);
    TextCharts charts = new TextCharts(results);
    List<Part> parts =
        Stream.of(
                unconditional(),
                prompts(),
                tables.prompts(),
                tables.lengths(),
                tables.agreement(),
                charts.agreement(),
                negative(),
                tables.negative(),
                charts.colours(),
                tables.accuracy(),
                charts.accuracy(),
                tables.aspects())
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
    for (int from = 0; from < entries.size(); from += columns) {
      List<Entry> row = entries.subList(from, Math.min(from + columns, entries.size()));
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
}
