package io.tweedie.cli.evaluate;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.eval.comparison.ComparedWay;
import io.tweedie.eval.comparison.ComparisonResults;
import io.tweedie.eval.comparison.ComparisonRun;
import io.tweedie.eval.comparison.GuidanceComparison;
import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.Models;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.spec.ComputeSpec;
import io.tweedie.restore.spec.PriorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A comparison of ways of guidance, as {@code tweedie evaluate} runs it. */
final class ComparisonEvaluation implements AutoCloseable {

  private final CommonOptions common;
  private final ModelPrior prior;
  private final ComparisonRun run;

  /**
   * Finds what the comparison names; loads no weights yet.
   *
   * @throws IllegalArgumentException if the comparison cannot be carried out
   */
  ComparisonEvaluation(GuidanceComparison comparison, CommonOptions common, ComputeSpec compute)
      throws IOException {
    this.common = common;
    ComputeSpec small = compute.forSmallImages();
    prior = Models.open(new PriorSpec(PriorSpec.named(comparison.model()).model(), small));
    run = new ComparisonRun(comparison, prior, common.line(), common.out());
  }

  /**
   * Runs the comparison and tells its results.
   *
   * @param file it was read from
   */
  void run(Path file) throws IOException {
    common.startBackend();
    RunRecord record = common.record().input(file).put("model", prior.description());
    try (PartsProgress listener = new PartsProgress(common, "ways")) {
      ComparisonResults results = run.run(listener);
      record.outputs(common.out(), "report.html", "results.csv", "results.json");
      record.put("ways", results.ways());
      common.result(record.write(common.out()), lines(results));
    }
  }

  private List<String> lines(ComparisonResults results) {
    List<String> lines = new ArrayList<>();
    for (ComparedWay way : results.ways()) {
      OptionalDouble convinced = way.classifierAccuracy();
      lines.add(
          String.format(
              Locale.ROOT,
              "%-32s accuracy %5.1f %% by the judge%s, diversity %.3f, saturation %.3f",
              way.name(),
              100 * way.judgeAccuracy(),
              convinced.isEmpty()
                  ? ""
                  : String.format(
                      Locale.ROOT, ", %5.1f %% by the classifier", 100 * convinced.getAsDouble()),
              way.diversity(),
              way.saturation()));
    }
    lines.add("-> " + common.out().resolve("report.html"));
    return lines;
  }

  /** Frees the model. */
  @Override
  public void close() {
    prior.close();
  }
}
