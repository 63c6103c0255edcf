package io.tweedie.eval.grid;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.file.WholeFile;
import io.tweedie.core.measurement.Noise;
import io.tweedie.core.task.Task;
import io.tweedie.eval.grid.EvaluationPlan.Conditions;
import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.eval.metric.LpipsNote;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an evaluation found.
 *
 * @param plan what was done
 * @param info where it comes from
 * @param pictures folder of the cells with their pictures
 * @param cells one for each task, image and method, in this order
 * @param unreadable images of the plan that could not be read, which have no cells
 * @param lpips what measured LPIPS, or why nothing did
 */
public record EvaluationResults(
    EvaluationPlan plan,
    RunInfo info,
    Path pictures,
    List<Cell> cells,
    List<Unread> unreadable,
    LpipsNote lpips) {

  /** Images that a page shows; more would be too small to see and too many to compare. */
  public static final int SHOWN = 24;

  /** The fact on a page that names the seed. */
  static final String SEED = "Seed";

  /** What readers should know of the numbers. */
  public static final List<String> REMARKS =
      List.of(
          "PSNR and SSIM are of results clipped to the range of an image, before rounding to 8"
              + " bits. All numbers are in results.csv and results.json beside this page, the"
              + " summary for LaTeX in table.tex, all pictures in the folder cells.");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** Copies the lists. */
  public EvaluationResults {
    cells = List.copyOf(cells);
    unreadable = List.copyOf(unreadable);
  }

  /** Means over images: one row for each task and method. */
  public List<SummaryRow> summary() {
    return Summary.of(cells).stream()
        .map(
            row ->
                MethodSettings.find(plan, row.task(), row.method())
                    .flatMap(MethodSettings::shortened)
                    .map(row::withShortened)
                    .orElse(row))
        .toList();
  }

  /** Which methods are better than which, and whether it may be chance. */
  public List<Comparisons.Pair> comparisons() {
    return Comparisons.of(cells);
  }

  /** The summary in lines for people. */
  public List<String> lines() {
    Stream<String> rows = summary().stream().map(SummaryRow::text);
    return Stream.concat(rows, Stream.of("lpips: " + lpipsText())).toList();
  }

  /** All settings of every sampler, for each task that it met. */
  public List<MethodSettings> settings() {
    return MethodSettings.of(plan, cells);
  }

  /** All files that took no part, with the reason. */
  public List<Unread> unread() {
    return Stream.concat(plan.photos().hidden().stream(), unreadable.stream()).toList();
  }

  /** What measured LPIPS, or why nothing did, or not everything. */
  public String lpipsText() {
    boolean gaps =
        cells.stream().anyMatch(c -> c.outcome() instanceof Measured m && m.lpips() == null);
    return gaps && lpips.network().isPresent() ? lpips.text() + "; " + lpips.gap() : lpips.text();
  }

  /** Tables, charts and pictures of the cells, to be shown on a page. */
  public List<Part> parts() {
    return new CellParts(cells, summary(), pictures).all();
  }

  /** The summary as a table in LaTeX. */
  public String latex() {
    return LatexTable.overImages(summary(), cells).text();
  }

  /**
   * Writes {@code results.csv}, {@code results.json}, {@code table.tex} and {@code report.html}.
   *
   * @param out folder of the files; made if missing
   * @throws IOException if one cannot be written
   */
  public void write(Path out) throws IOException {
    CellTable.write(out.resolve("results.csv"), cells);
    List<Comparisons.Pair> comparisons = comparisons();
    Comparisons.write(out.resolve("comparisons.csv"), comparisons);
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("info", info);
    content.putAll(asMap(comparisons));
    writeJson(out.resolve("results.json"), content);
    WholeFile.write(out.resolve("table.tex"), latex());
    page().write(out.resolve("report.html"));
  }

  /** Writes maps and records as JSON, names in snake case. */
  public static void writeJson(Path file, Object content) throws IOException {
    WholeFile.write(file, JSON.writeValueAsString(content) + "\n");
  }

  /** Plan, summary and cells, for JSON. */
  public Map<String, Object> asMap() {
    return asMap(comparisons());
  }

  private Map<String, Object> asMap(List<Comparisons.Pair> comparisons) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("plan", planAsMap());
    content.put("lpips", lpipsText());
    content.put("unread", unread());
    content.put("summary", summary());
    content.put("comparisons", comparisons);
    content.put("settings", settings().stream().map(MethodSettings::asMap).toList());
    content.put(
        "restore_takes",
        plan.tasks().stream().map(task -> MethodSettings.usual(plan, task).asMap()).toList());
    content.put("cells", cells);
    return content;
  }

  private Map<String, Object> planAsMap() {
    Conditions conditions = plan.conditions();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("images", plan.images().stream().map(Path::toString).toList());
    map.put("tasks", plan.tasks().stream().map(Task::name).toList());
    map.put("methods", plan.methods().stream().map(Method::name).toList());
    map.put("noise", describe(conditions.noise()));
    map.put("sigma", conditions.noise().sigma());
    map.put("size", conditions.size().isPresent() ? conditions.size().getAsInt() : null);
    map.put("steps", conditions.steps().orElse(null));
    map.put("seed", conditions.seed());
    map.put("samples", plan.recording().samples());
    return map;
  }

  /** Noise in words. */
  public static String describe(Noise noise) {
    if (noise instanceof Noise.None) {
      return "none";
    }
    return noise instanceof Noise.Poisson poisson
        ? "Poisson, rate " + poisson.rate()
        : "Gaussian, sigma " + noise.sigma();
  }

  /** The page that shows it. */
  private Page page() {
    List<Part> parts = new ArrayList<>(parts());
    parts.add(MethodSettings.table(Map.of("", this)));
    return new Page(
        "Evaluation of " + info.model(), subtitle(), facts(), parts, remarks(REMARKS, unread()));
  }

  /** Remarks, and the files that took no part. */
  public static List<String> remarks(List<String> remarks, List<Unread> unread) {
    return Stream.concat(
            remarks.stream(), unread.stream().map(file -> "Left out: " + file.reason() + "."))
        .toList();
  }

  /** What was evaluated. */
  String subtitle() {
    String tasks = String.join(", ", plan.tasks().stream().map(Task::name).toList());
    return String.format(
        Locale.ROOT, "Images: %d. Tasks: %s.", plan.images().size() - unreadable.size(), tasks);
  }

  /** How it was evaluated. */
  List<Page.Fact> facts() {
    List<Page.Fact> facts = new ArrayList<>(info.facts());
    Conditions conditions = plan.conditions();
    facts.add(new Page.Fact("Noise", describe(conditions.noise())));
    facts.add(
        new Page.Fact(
            "Crop",
            conditions.size().isPresent() ? conditions.size().getAsInt() + " px" : "whole images"));
    facts.add(new Page.Fact("Steps", conditions.steps().orElse("each solver's own")));
    facts.add(new Page.Fact(SEED, Long.toString(conditions.seed())));
    facts.add(new Page.Fact("LPIPS", lpipsText()));
    return facts;
  }
}
