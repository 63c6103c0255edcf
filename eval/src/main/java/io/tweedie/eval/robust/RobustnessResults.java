package io.tweedie.eval.robust;

import io.tweedie.eval.grid.EvaluationResults;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.report.Csv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an experiment on classifiers found.
 *
 * @param experiment what was done
 * @param info where it comes from
 * @param classifiers what was found of each, in the experiment's order
 */
public record RobustnessResults(
    RobustnessExperiment experiment, RunInfo info, List<ClassifierFindings> classifiers) {

  private static final List<String> HEADER =
      List.of("classifier", "part", "place", "quantity", "value");

  /** Copies the list. */
  public RobustnessResults {
    classifiers = List.copyOf(classifiers);
  }

  /** Writes the numbers and the report into a folder. */
  void write(Path folder) throws IOException {
    Csv.write(folder.resolve("results.csv"), HEADER, lines());
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("info", info);
    content.put("experiment", experiment);
    content.put("classifiers", classifiers.stream().map(RobustnessResults::content).toList());
    EvaluationResults.writeJson(folder.resolve("results.json"), content);
    RobustnessReport report = new RobustnessReport(this);
    report.page().write(folder.resolve("report.html"));
    report.writeCharts(folder);
  }

  private static Map<String, Object> content(ClassifierFindings found) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("name", found.name());
    content.put("attack", found.attacked());
    found.paths().forEach((path, points) -> content.put(path.word(), points));
    found.energies().ifPresent(energies -> content.put("energies", energies));
    return content;
  }

  /** One number a line: attacks by radius, paths by timestep, energies by class. */
  private List<List<Object>> lines() {
    List<List<Object>> lines = new ArrayList<>();
    for (ClassifierFindings found : classifiers) {
      String name = found.name();
      found
          .attacked()
          .forEach(a -> lines.add(List.of(name, "attack", a.eps(), "accuracy", a.accuracy())));
      found
          .paths()
          .forEach(
              (path, points) -> {
                for (PathPoint p : points) {
                  String part = path.word();
                  lines.add(List.of(name, part, p.timestep(), "accuracy", p.accuracy()));
                  lines.add(List.of(name, part, p.timestep(), "E(x)", p.energy()));
                  lines.add(List.of(name, part, p.timestep(), "E(x,y)", p.jointEnergy()));
                }
              });
      found
          .energies()
          .ifPresent(
              e -> {
                for (int k = 0; k < e.mean().size(); k++) {
                  lines.add(List.of(name, "energies", k, "mean", e.mean().get(k)));
                  lines.add(List.of(name, "energies", k, "deviation", e.deviation().get(k)));
                  lines.add(List.of(name, "energies", k, "lowest", e.lowest().get(k)));
                  lines.add(List.of(name, "energies", k, "highest", e.highest().get(k)));
                  lines.add(List.of(name, "energies", k, "E(x,y)", e.jointMean().get(k)));
                }
              });
    }
    return lines;
  }
}
