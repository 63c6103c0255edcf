package io.tweedie.eval.comparison;

import static java.util.stream.Collectors.toSet;

import io.tweedie.eval.comparison.GuidanceComparison.Way;
import io.tweedie.eval.grid.EvaluationResults;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.StoredResult;
import io.tweedie.eval.report.Csv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What a comparison found.
 *
 * @param comparison what was done
 * @param info where it comes from
 * @param pictures folder of the pages of images
 * @param ways one for everything that was drawn, in the comparison's order
 */
public record ComparisonResults(
    GuidanceComparison comparison, RunInfo info, Path pictures, List<ComparedWay> ways) {

  private static final List<String> HEADER =
      List.of(
          "way",
          "images",
          "accuracy_judge",
          "accuracy_judge_error",
          "accuracy_judge_worst",
          "accuracy_classifier",
          "diversity",
          "saturation",
          "clipped",
          "contrast",
          "energy",
          "energy_gap",
          "nfe",
          "classifier_nfe",
          "seconds");

  /** Copies the list. */
  public ComparisonResults {
    ways = List.copyOf(ways);
  }

  /** What was found of a way as it is written: one, or one for each of its scales. */
  List<ComparedWay> of(Way way) {
    Set<String> names = comparison.each(way).stream().map(Way::name).collect(toSet());
    return ways.stream().filter(found -> names.contains(found.name())).toList();
  }

  /** The page of a way's images. */
  static Path picture(Path folder, String way) {
    return folder.resolve(StoredResult.fileName(way) + ".png");
  }

  /** Writes the numbers and the report into a folder. */
  void write(Path folder) throws IOException {
    List<List<Object>> lines = new ArrayList<>();
    for (ComparedWay way : ways) {
      lines.add(
          List.of(
              way.name(),
              way.images(),
              way.judgeAccuracy(),
              way.judgeError(),
              way.worstClass(),
              orEmpty(way.classifierAccuracy()),
              way.diversity(),
              way.saturation(),
              way.clipped(),
              way.contrast(),
              orEmpty(way.energy()),
              orEmpty(way.energyGap()),
              way.nfe(),
              way.classifierNfe(),
              way.seconds()));
    }
    Csv.write(folder.resolve("results.csv"), HEADER, lines);
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("info", info);
    content.put("experiment", comparison);
    content.put("ways", ways);
    EvaluationResults.writeJson(folder.resolve("results.json"), content);
    new ComparisonReport(this).page().write(folder.resolve("report.html"));
  }

  private static Object orEmpty(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : "";
  }
}
