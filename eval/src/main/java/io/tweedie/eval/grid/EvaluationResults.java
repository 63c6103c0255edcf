package io.tweedie.eval.grid;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tweedie.core.operator.Task;
import io.tweedie.eval.grid.Outcome.Diverged;
import io.tweedie.eval.grid.Outcome.Measured;
import io.tweedie.eval.grid.Outcome.NotServed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * What an evaluation found.
 *
 * @param plan what was done
 * @param info where it comes from
 * @param cells one for each task, image and method, in this order
 */
public record EvaluationResults(EvaluationPlan plan, RunInfo info, List<Cell> cells) {

  private static final CSVFormat CSV =
      CSVFormat.DEFAULT
          .builder()
          .setHeader(
              "task", "method", "image", "status", "psnr", "ssim", "seconds", "nfe", "reason")
          .setRecordSeparator('\n')
          .get();

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

  /** One line for each cell. */
  void writeCsv(Path file) throws IOException {
    try (CSVPrinter csv = new CSVPrinter(Files.newBufferedWriter(file), CSV)) {
      for (Cell cell : cells) {
        csv.printRecord(line(cell));
      }
    }
  }

  private static Object[] line(Cell cell) {
    Outcome outcome = cell.outcome();
    if (outcome instanceof Measured m) {
      return line(cell, "measured", m.psnr(), m.ssim(), m.seconds(), m.nfe(), "");
    }
    return outcome instanceof NotServed refused
        ? line(cell, "not served", "", "", "", "", refused.reason())
        : line(cell, "diverged", "", "", "", "", ((Diverged) outcome).reason());
  }

  private static Object[] line(
      Cell cell,
      String status,
      Object psnr,
      Object ssim,
      Object seconds,
      Object nfe,
      String reason) {
    return new Object[] {
      cell.task(), cell.method(), cell.image(), status, psnr, ssim, seconds, nfe, reason
    };
  }

  /** Everything, with the summary. */
  void writeJson(Path file) throws IOException {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("info", info);
    content.put("plan", planAsMap());
    content.put("summary", summary());
    content.put("cells", cells);
    Files.writeString(file, JSON.writeValueAsString(content) + "\n");
  }

  private Map<String, Object> planAsMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("images", plan.images().stream().map(Path::toString).toList());
    map.put("tasks", plan.tasks().stream().map(Task::name).toList());
    map.put("methods", plan.methods().stream().map(Method::name).toList());
    map.put("sigma", plan.sigma());
    map.put("size", plan.size().isPresent() ? plan.size().getAsInt() : null);
    map.put("steps", plan.steps().orElse(null));
    map.put("seed", plan.seed());
    return map;
  }
}
