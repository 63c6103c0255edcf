package io.tweedie.eval.guidance;

import io.tweedie.eval.grid.EvaluationResults;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.report.Csv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the experiment found.
 *
 * @param experiment what was done
 * @param info where it comes from
 * @param pictures folder of the cells with their pictures
 * @param cells one for each method and scale, in the experiment's order
 */
public record GuidanceResults(
    GuidanceExperiment experiment, RunInfo info, Path pictures, List<GuidanceCell> cells) {

  /** Copies the list. */
  public GuidanceResults {
    cells = List.copyOf(cells);
  }

  /** The cells of one method, by rising scale of the experiment. */
  public List<GuidanceCell> of(String method) {
    return cells.stream().filter(cell -> cell.form().equals(method)).toList();
  }

  /** Writes the tables, the report and the curves into a folder. */
  void write(Path folder) throws IOException {
    writeCsv(folder.resolve("results.csv"));
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("info", info);
    content.put("experiment", experiment);
    content.put("cells", cells);
    EvaluationResults.writeJson(folder.resolve("results.json"), content);
    GuidanceReport report = new GuidanceReport(this);
    report.page().write(folder.resolve("report.html"));
    report.writeCurves(folder.resolve("curves.png"));
  }

  private void writeCsv(Path file) throws IOException {
    int classes = cells.get(0).judgeAccuracies().size();
    List<String> header = new ArrayList<>();
    Collections.addAll(
        header,
        "method",
        "scale",
        "images",
        "accuracy_classifier",
        "accuracy_judge",
        "accuracy_judge_error",
        "diversity",
        "nfe",
        "classifier_nfe",
        "seconds");
    IntStream.range(0, classes).forEach(k -> header.add("accuracy_judge_" + k));
    List<List<Object>> lines = new ArrayList<>();
    for (GuidanceCell cell : cells) {
      List<Object> line = new ArrayList<>();
      Collections.addAll(
          line,
          cell.form(),
          cell.scale(),
          cell.images(),
          cell.classifierAccuracy(),
          cell.judgeAccuracy(),
          cell.judgeError(),
          cell.diversity(),
          cell.nfe(),
          cell.classifierNfe(),
          cell.seconds());
      line.addAll(cell.judgeAccuracies());
      lines.add(line);
    }
    Csv.write(file, header, lines);
  }
}
