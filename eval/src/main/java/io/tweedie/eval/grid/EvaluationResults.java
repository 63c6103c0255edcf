package io.tweedie.eval.grid;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.file.WholeFile;
import io.tweedie.core.operator.Noise;
import io.tweedie.core.operator.Task;
import io.tweedie.eval.metric.LpipsNote;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation found.
 *
 * @param plan what was done
 * @param info where it comes from
 * @param pictures folder of the cells with their pictures
 * @param cells one for each task, image and method, in this order
 * @param lpips what measured LPIPS, or why nothing did
 */
public record EvaluationResults(
    EvaluationPlan plan, RunInfo info, Path pictures, List<Cell> cells, LpipsNote lpips) {

  /** What readers should know of the numbers. */
  public static final List<String> REMARKS =
      List.of(
          "PSNR and SSIM are of results clipped to the range of an image, before rounding to 8"
              + " bits. All numbers are in results.csv and results.json beside this page, all"
              + " pictures in the folder cells.");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** Copies the list. */
  public EvaluationResults {
    cells = List.copyOf(cells);
  }

  /** Means over images: one row for each task and method. */
  public List<SummaryRow> summary() {
    return Summary.of(cells);
  }

  /** Tables, charts and pictures of the cells, to be shown on a page. */
  public List<Part> parts() {
    return new CellParts(cells, pictures).all();
  }

  /** One line for each cell. */
  void writeCsv(Path file) throws IOException {
    CellTable.write(file, cells, lpips);
  }

  /** Everything, with the summary. */
  void writeJson(Path file) throws IOException {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("info", info);
    content.putAll(asMap());
    writeJson(file, content);
  }

  /** Writes maps and records as JSON, names in snake case. */
  public static void writeJson(Path file, Object content) throws IOException {
    WholeFile.write(file, JSON.writeValueAsString(content) + "\n");
  }

  /** Plan, summary and cells, for JSON. */
  public Map<String, Object> asMap() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("plan", planAsMap());
    content.put("lpips", lpips.text());
    content.put("summary", summary());
    content.put("cells", cells);
    return content;
  }

  private Map<String, Object> planAsMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("images", plan.images().stream().map(Path::toString).toList());
    map.put("tasks", plan.tasks().stream().map(Task::name).toList());
    map.put("methods", plan.methods().stream().map(Method::name).toList());
    map.put("noise", describe(plan.noise()));
    map.put("sigma", plan.noise().sigma());
    map.put("size", plan.size().isPresent() ? plan.size().getAsInt() : null);
    map.put("steps", plan.steps().orElse(null));
    map.put("seed", plan.seed());
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
  Page page() {
    List<Page.Fact> facts = new ArrayList<>(info.facts());
    facts.add(new Page.Fact("Noise", describe(plan.noise())));
    facts.add(
        new Page.Fact(
            "Crop", plan.size().isPresent() ? plan.size().getAsInt() + " px" : "whole images"));
    facts.add(new Page.Fact("Steps", plan.steps().orElse("each solver's own")));
    facts.add(new Page.Fact("Seed", Long.toString(plan.seed())));
    facts.add(new Page.Fact("LPIPS", lpips.text()));
    String tasks = String.join(", ", plan.tasks().stream().map(Task::name).toList());
    return new Page(
        "Evaluation of " + info.model(),
        "Images: %d. Tasks: %s.".formatted(plan.images().size(), tasks),
        facts,
        parts(),
        REMARKS);
  }
}
