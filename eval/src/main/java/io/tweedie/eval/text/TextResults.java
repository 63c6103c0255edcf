package io.tweedie.eval.text;

import io.tweedie.eval.grid.EvaluationResults;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.metric.ClipScore;
import io.tweedie.eval.metric.RankCorrelation;
import io.tweedie.eval.report.Csv;
import io.tweedie.eval.scene.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What an experiment found.
 *
 * @param experiment what was done
 * @param info where it comes from
 * @param pictures folder of all pictures
 * @param found of each picture
 */
public record TextResults(
    TextExperiment experiment, RunInfo info, Path pictures, Map<Wanted, Measured> found) {

  /**
   * How many of the attributes stated came out right.
   *
   * @param length of the captions
   * @param scale of guidance
   * @param pictures that were judged
   * @param right attributes
   * @param stated attributes
   * @param error standard error of the share, over pictures
   */
  public record Accuracy(
      String length, double scale, int pictures, long right, long stated, double error) {

    /** Share of all attributes, 0 to 1. */
    public double share() {
      return (double) right / stated;
    }
  }

  /** The entries of a part, in order. */
  List<Entry> of(Entry.Part part) {
    return experiment.entries().stream().filter(entry -> entry.part() == part).toList();
  }

  /** What was found of an entry's picture. */
  Measured found(Entry entry) {
    return found.get(entry.wanted());
  }

  /** Whether CLIP scored any picture. */
  boolean isScored() {
    return found.values().stream().anyMatch(each -> each.cosine() != null);
  }

  /** Whether the judge saw any picture. */
  boolean isJudged() {
    return found.values().stream().anyMatch(Measured::isJudged);
  }

  /** Of each length and scale how much of captions came out right; none without captions. */
  public List<Accuracy> accuracies() {
    List<Accuracy> accuracies = new ArrayList<>();
    if (experiment.accuracy() == null) {
      return accuracies;
    }
    for (String length : TextExperiment.LENGTHS) {
      for (double scale : experiment.accuracy().scales()) {
        accuracy(length, scale).ifPresent(accuracies::add);
      }
    }
    return accuracies;
  }

  /**
   * How many of the attributes stated came out right, of those about the same.
   *
   * @param aspect what they are about
   * @param scale of guidance
   * @param tally over captions of all lengths
   */
  public record Aspect(String aspect, double scale, Verdict.Tally tally) {}

  /** Of each aspect and scale how much of captions came out right; none without captions. */
  public List<Aspect> aspects() {
    List<Aspect> aspects = new ArrayList<>();
    if (experiment.accuracy() == null) {
      return aspects;
    }
    for (double scale : experiment.accuracy().scales()) {
      Verdict.byAspect(
              measured(Entry.Part.ACCURACY, entry -> entry.wanted().scale() == scale).stream()
                  .filter(Measured::isJudged)
                  .map(Measured::aspects))
          .forEach((aspect, tally) -> aspects.add(new Aspect(aspect, scale, tally)));
    }
    return aspects;
  }

  private Optional<Accuracy> accuracy(String length, double scale) {
    List<Measured> judged =
        of(Entry.Part.ACCURACY).stream()
            .filter(e -> e.length().equals(length) && e.wanted().scale() == scale)
            .map(this::found)
            .filter(Measured::isJudged)
            .toList();
    int n = judged.size();
    if (n < 2) {
      return Optional.empty();
    }
    long right = judged.stream().mapToLong(Measured::right).sum();
    long stated = judged.stream().mapToLong(Measured::stated).sum();
    double share = (double) right / stated;
    // Of a ratio of sums: attributes of one picture are right or wrong together.
    double squares =
        judged.stream().mapToDouble(m -> Math.pow(m.right() - share * m.stated(), 2)).sum();
    double error = Math.sqrt(squares * n / (n - 1)) / stated;
    return Optional.of(new Accuracy(length, scale, n, right, stated, error));
  }

  /** How far CLIP and the judge agree on pictures; empty where fewer than two have both. */
  Optional<RankCorrelation> agreement(Collection<Measured> pictures) {
    List<Measured> both = pictures.stream().filter(TextResults::hasBoth).toList();
    return both.size() < 2
        ? Optional.empty()
        : Optional.of(
            RankCorrelation.of(
                both.stream().mapToDouble(Measured::cosine).toArray(),
                both.stream().mapToDouble(Measured::share).toArray()));
  }

  /** The same by what is compared. */
  public Map<String, RankCorrelation> agreements() {
    Map<String, RankCorrelation> agreements = new LinkedHashMap<>();
    agreement(of(Entry.Part.PROMPTS).stream().map(this::found).toList())
        .ifPresent(agreement -> agreements.put("prompts", agreement));
    agreement(found.values()).ifPresent(agreement -> agreements.put("all pictures", agreement));
    return agreements;
  }

  static boolean hasBoth(Measured measured) {
    return measured.cosine() != null && measured.isJudged();
  }

  /** The mean of a part's pictures that pass. */
  List<Measured> measured(Entry.Part part, Predicate<Entry> which) {
    return of(part).stream().filter(which).map(this::found).toList();
  }

  /** Writes the table, the numbers and the report into a folder. */
  void write(Path folder) throws IOException {
    writeCsv(folder.resolve("results.csv"));
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("info", info);
    content.put("experiment", experiment);
    content.put("accuracy", accuracies());
    content.put("aspects", aspects());
    content.put("agreement", agreements());
    content.put(
        "pictures",
        experiment.entries().stream()
            .map(entry -> Map.of("entry", entry, "found", found(entry)))
            .toList());
    EvaluationResults.writeJson(folder.resolve("results.json"), content);
    new TextReport(this).page().write(folder.resolve("report.html"));
  }

  private void writeCsv(Path file) throws IOException {
    List<String> header =
        new ArrayList<>(
            List.of(
                "part",
                "topic",
                "length",
                "file",
                "prompt",
                "negative",
                "scale",
                "steps",
                "number"));
    if (isScored()) {
      header.add("clip");
    }
    if (isJudged()) {
      header.addAll(List.of("right", "stated"));
    }
    header.addAll(List.of("saturation", "clipped", "nfe", "seconds"));
    List<List<Object>> lines = new ArrayList<>();
    for (Entry entry : experiment.entries()) {
      lines.add(line(entry));
    }
    Csv.write(file, header, lines);
  }

  private List<Object> line(Entry entry) {
    Wanted wanted = entry.wanted();
    Measured measured = found(entry);
    List<Object> line =
        new ArrayList<>(
            List.of(
                entry.part().name().toLowerCase(Locale.ROOT),
                entry.topic(),
                entry.length(),
                measured.file(),
                wanted.prompt(),
                wanted.negative(),
                wanted.scale(),
                wanted.steps(),
                wanted.number()));
    if (isScored()) {
      line.add(measured.cosine() == null ? "" : ClipScore.published(measured.cosine()));
    }
    if (isJudged()) {
      line.add(measured.isJudged() ? measured.right() : "");
      line.add(measured.isJudged() ? measured.stated() : "");
    }
    line.addAll(
        List.of(
            measured.colour().mean(),
            measured.colour().clipped(),
            measured.nfe(),
            measured.seconds()));
    return line;
  }
}
