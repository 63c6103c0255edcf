package io.tweedie.eval.experiment;

import static java.util.stream.Collectors.joining;

import io.tweedie.core.file.WholeFile;
import io.tweedie.eval.grid.Cell;
import io.tweedie.eval.grid.CellTable;
import io.tweedie.eval.grid.EvaluationResults;
import io.tweedie.eval.grid.MethodSettings;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.RunningTime;
import io.tweedie.eval.grid.SummaryRow;
import io.tweedie.eval.grid.Unread;
import io.tweedie.eval.report.Charts;
import io.tweedie.eval.report.Heading;
import io.tweedie.eval.report.Page;
import io.tweedie.eval.report.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
    CellTable.write(out.resolve("results.csv"), "section", cells);
    EvaluationResults.writeJson(out.resolve("results.json"), json());
    WholeFile.write(out.resolve("table.tex"), latex());
    page().write(out.resolve("report.html"));
  }

  /** One table for each section. */
  private String latex() {
    return sections.stream()
        .map(section -> "% " + section.name() + "\n" + section.results().latex())
        .collect(joining("\n"));
  }

  private String lpips() {
    return String.join(
        "; ", sections.stream().map(section -> section.results().lpipsText()).distinct().toList());
  }

  /** Files that took no part. */
  List<Unread> unread() {
    return sections.stream().flatMap(s -> s.results().unread().stream()).distinct().toList();
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
    return new Findings(Map.of("results", summaries), lines, unread());
  }

  private Page page() {
    List<Page.Fact> facts = new ArrayList<>();
    facts.add(new Page.Fact("Model", info.model()));
    facts.addAll(info.facts());
    facts.add(
        new Page.Fact(
            "Images", String.format(Locale.ROOT, "%d, the middle %d x %d", images, size, size)));
    facts.add(new Page.Fact("Seed", Long.toString(experiment.seed())));
    facts.add(new Page.Fact("LPIPS", lpips()));
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
    Map<String, EvaluationResults> bySection = new LinkedHashMap<>();
    sections.forEach(section -> bySection.put(section.name(), section.results()));
    parts.add(MethodSettings.table(bySection));
    List<String> remarks = EvaluationResults.remarks(EvaluationResults.REMARKS, unread());
    return new Page(experiment.title(), experiment.text(), facts, parts, remarks);
  }
}
