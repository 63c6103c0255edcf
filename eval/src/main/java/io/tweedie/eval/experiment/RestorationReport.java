package io.tweedie.eval.experiment;

import io.tweedie.core.operator.Task;
import io.tweedie.core.sampling.Plan;
import io.tweedie.core.solver.Solver;
import io.tweedie.eval.grid.Cell;
import io.tweedie.eval.grid.CellTable;
import io.tweedie.eval.grid.EvaluationResults;
import io.tweedie.eval.grid.Method.Sampling;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.RunningTime;
import io.tweedie.eval.grid.SummaryRow;
import io.tweedie.eval.metric.LpipsNote;
import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.Heading;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Part;
import io.tweedie.eval.report.Table;
import io.tweedie.eval.report.Table.Align;
import io.tweedie.eval.report.Table.Column;
import io.tweedie.eval.report.Table.Row;
import io.tweedie.eval.report.Table.Value;
import io.tweedie.eval.settings.RecordSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What came of a restoration experiment, as files.
 *
 * @param experiment what was done
 * @param info where it comes from
 * @param size edge of the images
 * @param images how many there are
 * @param sections what was found
 */
record RestorationReport(
    RestorationExperiment experiment,
    RunInfo info,
    int size,
    int images,
    List<SectionResults> sections) {

  void write(Path out) throws IOException {
    Map<String, List<Cell>> cells = new LinkedHashMap<>();
    sections.forEach(section -> cells.put(section.name(), section.results().cells()));
    CellTable.write(out.resolve("results.csv"), cells, lpips());
    EvaluationResults.writeJson(out.resolve("results.json"), json());
    page().write(out.resolve("report.html"));
  }

  private LpipsNote lpips() {
    return sections.get(0).results().lpips();
  }

  private Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("title", experiment.title());
    json.put("info", info);
    json.put("size", size);
    json.put("seed", experiment.seed());
    List<Map<String, Object>> all = new ArrayList<>();
    for (SectionResults section : sections) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", section.name());
      map.put("searches", section.searches());
      map.putAll(section.results().asMap());
      all.add(map);
    }
    json.put("sections", all);
    json.put("runtime", RunningTime.of(cells()));
    return json;
  }

  private List<Cell> cells() {
    return sections.stream().flatMap(section -> section.results().cells().stream()).toList();
  }

  /** Summaries by section. */
  Findings findings() {
    Map<String, Object> summaries = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (SectionResults section : sections) {
      List<SummaryRow> summary = section.results().summary();
      summaries.put(section.name(), summary);
      lines.add(section.name() + ":");
      summary.forEach(row -> lines.add(row.text()));
    }
    return new Findings(summaries, lines);
  }

  private Page page() {
    List<Page.Fact> facts = new ArrayList<>();
    facts.add(new Page.Fact("Model", info.model()));
    facts.addAll(info.facts());
    facts.add(new Page.Fact("Images", "%d, the middle %d x %d".formatted(images, size, size)));
    facts.add(new Page.Fact("Seed", Long.toString(experiment.seed())));
    facts.add(new Page.Fact("LPIPS", lpips().text()));
    List<Part> parts = new ArrayList<>();
    for (SectionResults section : sections) {
      parts.add(new Heading(section.name(), section.text()));
      List<? extends Charts.Chart> curves = SearchCurve.charts(section.searches());
      if (!curves.isEmpty()) {
        parts.add(
            new Charts(
                "Search",
                "Mean PSNR by value; the ring is the value taken, with which all that follows was"
                    + " done.",
                List.copyOf(curves)));
      }
      parts.addAll(section.results().parts());
    }
    parts.add(new Heading("Runtime and settings", ""));
    parts.add(RunningTime.table(cells()));
    parts.add(settings());
    return new Page(experiment.title(), experiment.text(), facts, parts, EvaluationResults.REMARKS);
  }

  /** What every solver ran with. */
  private Table settings() {
    Map<List<String>, Set<String>> tasks = new LinkedHashMap<>();
    for (SectionResults section : sections) {
      for (Cell cell : section.results().cells()) {
        settings(section, cell)
            .ifPresent(
                row -> tasks.computeIfAbsent(row, k -> new LinkedHashSet<>()).add(cell.task()));
      }
    }
    List<Row> rows = new ArrayList<>();
    tasks.forEach(
        (row, served) ->
            rows.add(
                new Row(
                    "sampler",
                    Stream.concat(row.stream(), Stream.of(String.join(", ", served)))
                        .map(Value::text)
                        .toList())));
    return new Table(
        "Settings",
        Stream.of("Section", "Method", "Settings", "Plan", "Tasks")
            .map(name -> new Column(name, Align.TEXT))
            .toList(),
        rows,
        List.of(),
        "");
  }

  /** Section, method, settings and plan of a cell whose method has them. */
  private static Optional<List<String>> settings(SectionResults section, Cell cell) {
    return section.results().plan().methods().stream()
        .filter(method -> method.name().equals(cell.method()))
        .filter(Sampling.class::isInstance)
        .map(Sampling.class::cast)
        .findFirst()
        .map(method -> settings(section, Task.parse(cell.task()), method));
  }

  private static List<String> settings(SectionResults section, Task task, Sampling method) {
    Solver solver = method.solver(task, section.results().plan().noise());
    Plan plan = method.plan(solver, section.results().plan().steps());
    return List.of(
        section.name(),
        method.name(),
        RecordSettings.text((Record) solver, Plan.class),
        RecordSettings.text(plan, Void.class));
  }
}
