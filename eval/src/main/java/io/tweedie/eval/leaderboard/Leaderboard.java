package io.tweedie.eval.leaderboard;

import io.tweedie.eval.grid.Cell;
import io.tweedie.eval.grid.CellPictures;
import io.tweedie.eval.grid.Comparisons.Measure;
import io.tweedie.eval.report.Heading;
import io.tweedie.eval.report.Numbers;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Part;
import io.tweedie.eval.report.Strips;
import io.tweedie.eval.report.Table;
import io.tweedie.eval.report.Table.Column;
import io.tweedie.eval.report.Table.Row;
import io.tweedie.eval.report.Table.Value;
import io.tweedie.eval.significance.Interval;
import io.tweedie.eval.significance.Ranking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One page of several evaluations: methods by tasks, a table for each measure. What is compared has
 * task, noise, crop and images in common; the best of each column is marked, and so is what cannot
 * be told from it. Numbers lead to pictures, and runs to their records.
 */
public final class Leaderboard {

  /** Images of a setting that are shown. */
  private static final int SHOWN = 3;

  /** So that the page stays below a megabyte, for the web and for repositories. */
  private static final long PICTURE_BYTES = 650_000;

  private static final String SECONDS = "Seconds";

  private final List<FinishedRun> runs;
  private final List<Entry> entries;
  private final Map<Setting, String> settings;

  private Leaderboard(List<FinishedRun> runs) {
    this.runs = List.copyOf(runs);
    this.entries = Entry.of(runs);
    this.settings = labelled(entries);
  }

  /**
   * Reads evaluations.
   *
   * @param folders that {@code tweedie evaluate} has written, at least one
   * @throws IllegalArgumentException if one is not
   * @throws IOException if one cannot be read
   */
  public static Leaderboard read(List<Path> folders) throws IOException {
    List<FinishedRun> runs = new ArrayList<>();
    for (Path folder : folders) {
      runs.add(FinishedRun.read(folder));
    }
    return new Leaderboard(runs);
  }

  /** Settings of the same words get a number. */
  private static Map<Setting, String> labelled(List<Entry> entries) {
    Set<Setting> all = new LinkedHashSet<>();
    entries.forEach(entry -> all.addAll(entry.columns().keySet()));
    Map<Setting, String> labels = new LinkedHashMap<>();
    Map<String, Integer> times = new HashMap<>();
    for (Setting setting : all) {
      int time = times.merge(setting.label(), 1, Integer::sum);
      labels.put(setting, time == 1 ? setting.label() : setting.label() + " (%d)".formatted(time));
    }
    return labels;
  }

  /** Number of rows of each table. */
  public int methods() {
    return entries.size();
  }

  /** Number of columns of each table. */
  public int settings() {
    return settings.size();
  }

  /**
   * Writes the page.
   *
   * @param file beside which the links to runs are looked for
   * @throws IOException if a picture cannot be read or the page cannot be written
   */
  public void write(Path file) throws IOException {
    List<Part> parts = new ArrayList<>();
    parts.add(
        new Heading(
            "Results",
            "A click on a column sorts by it, a click on a number leads to pictures, and one on a run"
                + " to its record."));
    for (Measure measure : Measure.values()) {
      if (entries.stream().anyMatch(entry -> isMeasured(entry, measure))) {
        parts.add(table(measure, file));
      }
    }
    parts.add(seconds(file));
    settings.keySet().forEach(setting -> parts.addAll(pictures(setting)));
    List<Page.Fact> facts =
        runs.stream()
            .map(run -> new Page.Fact(run.name(), run.model() + ", on " + run.machine()))
            .toList();
    new Page(
            "Leaderboard",
            "Runs: %d. Methods: %d.".formatted(runs.size(), entries.size()),
            facts,
            parts,
            List.of(
                "Columns have task, noise, crop and images in common, so what stands in one can be"
                    + " compared. PSNR and SSIM are of results clipped to the range of an image, before"
                    + " rounding to 8 bits."))
        .write(file, PICTURE_BYTES);
  }

  private boolean isMeasured(Entry entry, Measure measure) {
    return settings.keySet().stream()
        .anyMatch(setting -> !entry.byImage(setting, measure).isEmpty());
  }

  private Table table(Measure measure, Path page) {
    Map<Setting, Ranking> rankings = new HashMap<>();
    for (Setting setting : settings.keySet()) {
      Map<String, Map<String, Double>> values = new LinkedHashMap<>();
      for (Entry entry : entries) {
        Map<String, Double> byImage = entry.byImage(setting, measure);
        if (!byImage.isEmpty()) {
          values.put(entry.key(), byImage);
        }
      }
      rankings.put(setting, Ranking.of(values, measure.higherIsBetter()));
    }
    List<Row> rows = new ArrayList<>();
    for (Entry entry : entries) {
      List<Value> values = new ArrayList<>(head(entry, page));
      for (Setting setting : settings.keySet()) {
        values.add(value(entry, setting, measure, rankings.get(setting)));
      }
      rows.add(new Row(kind(entry), values));
    }
    return new Table(
        measure.title(),
        columns(),
        rows,
        List.of(),
        "Means over images, in brackets where they lie (95 %% bootstrap over images); %s is better."
                .formatted(measure.higherIsBetter() ? "more" : "less")
            + " Bold: the best of a column; dotted: what cannot be told from it (sign changes of paired"
            + " differences, p at least %s after Holm).".formatted(Ranking.LEVEL));
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    Stream.of("Method", "Model", "Run").forEach(name -> columns.add(Column.text(name)));
    settings.values().forEach(label -> columns.add(Column.number(label)));
    return columns;
  }

  private static List<Value> head(Entry entry, Path page) {
    FinishedRun run = entry.run();
    String method =
        entry.isBaseline() ? entry.method().substring(Entry.BASELINE.length()) : entry.method();
    Value named = Value.text(run.name());
    return List.of(
        Value.text(method),
        Value.text(entry.isBaseline() ? "none" : run.model()),
        record(run, page).map(named::withLink).orElse(named));
  }

  /** The record of a run, or its report, as seen from the page. */
  private static Optional<String> record(FinishedRun run, Path page) {
    Path from = page.toAbsolutePath().normalize().getParent();
    return Stream.of("run.json", "report.html")
        .map(name -> run.folder().toAbsolutePath().normalize().resolve(name))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(
            record ->
                from.relativize(record)
                    .toString()
                    .replace(record.getFileSystem().getSeparator(), "/"));
  }

  private static String kind(Entry entry) {
    return entry.isBaseline() ? "baseline" : "sampler";
  }

  private Value value(Entry entry, Setting setting, Measure measure, Ranking ranking) {
    double[] values =
        entry.byImage(setting, measure).values().stream().mapToDouble(v -> v).toArray();
    if (values.length == 0) {
      return Value.text(entry.gap(setting));
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    int decimals = measure.decimals();
    Value value =
        Value.number(mean, decimals)
            .withLink("#" + heading(setting).anchor())
            .withAside(aside(values, setting, decimals));
    return ranking.best().contains(entry.key())
        ? value.withTone("best")
        : ranking.tied().contains(entry.key()) ? value.withTone("tied") : value;
  }

  private static String aside(double[] values, Setting setting, int decimals) {
    String fewer =
        values.length < setting.images().size() ? "%d images".formatted(values.length) : "";
    if (values.length < 2 || !Arrays.stream(values).allMatch(Double::isFinite)) {
      return fewer;
    }
    Interval interval = Interval.ofMean(values);
    return "[%s, %s] %s"
        .formatted(
            Numbers.fixed(interval.low(), decimals),
            Numbers.fixed(interval.high(), decimals),
            fewer)
        .strip();
  }

  private Table seconds(Path page) {
    List<Row> rows = new ArrayList<>();
    for (Entry entry : entries) {
      List<Value> values = new ArrayList<>(head(entry, page));
      for (Setting setting : settings.keySet()) {
        values.add(
            entry.seconds(setting).values().stream().mapToDouble(v -> v).average().stream()
                .mapToObj(mean -> Value.number(mean, 2))
                .findFirst()
                .orElse(Value.none()));
      }
      rows.add(new Row(kind(entry), values));
    }
    return new Table(
        SECONDS,
        columns(),
        rows,
        List.of(),
        "Means over images, per image and sample. They are those of each run's machine, named above,"
            + " and can be compared within one run only.");
  }

  private Heading heading(Setting setting) {
    return new Heading("Pictures: " + settings.get(setting), "");
  }

  /** The first images of a setting, by every method. */
  private List<Part> pictures(Setting setting) {
    List<String> images = setting.images().stream().limit(SHOWN).toList();
    List<Strips.Row> rows = new ArrayList<>();
    for (Entry entry : entries) {
      List<Entry.Placed> placed = entry.columns().getOrDefault(setting, List.of());
      List<Strips.Frame> results =
          frames(images, placed, CellPictures::result, Leaderboard::caption);
      if (rows.isEmpty() && !results.isEmpty()) {
        rows.add(
            new Strips.Row(
                "reference", frames(images, placed, CellPictures::reference, cell -> "")));
        rows.add(
            new Strips.Row(
                "measurement", frames(images, placed, CellPictures::measurement, cell -> "")));
      }
      if (!results.isEmpty()) {
        String run = runs.size() > 1 && !entry.isBaseline() ? ", " + entry.run().name() : "";
        rows.add(new Strips.Row(entry.method() + run, results));
      }
    }
    return rows.isEmpty() ? List.of() : List.of(heading(setting), new Strips("", "", images, rows));
  }

  /** Where a picture of a cell is. */
  private interface Where {
    Path of(CellPictures pictures, Cell cell);
  }

  /** One for each image, or none at all where one is missing. */
  private static List<Strips.Frame> frames(
      List<String> images,
      List<Entry.Placed> placed,
      Where where,
      Function<Entry.Placed, String> caption) {
    List<Strips.Frame> frames = new ArrayList<>();
    for (String image : images) {
      placed.stream()
          .filter(cell -> cell.cell().image().equals(image) && cell.measured().isPresent())
          .findFirst()
          .ifPresent(
              cell -> {
                Path file = where.of(CellPictures.of(cell.folder()), cell.cell());
                if (Files.isRegularFile(file)) {
                  frames.add(new Strips.Frame(file, caption.apply(cell)));
                }
              });
    }
    return frames.size() == images.size() ? frames : List.of();
  }

  private static String caption(Entry.Placed cell) {
    return cell.measured().map(m -> Numbers.fixed(m.psnr(), 2) + " dB").orElse("");
  }
}
