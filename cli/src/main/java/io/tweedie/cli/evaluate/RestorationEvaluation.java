package io.tweedie.cli.evaluate;

import io.tweedie.cli.run.ModelOptions;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.file.Folders;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.eval.experiment.Divisible;
import io.tweedie.eval.experiment.Findings;
import io.tweedie.eval.experiment.GridExperiment;
import io.tweedie.eval.experiment.RestorationExperiment;
import io.tweedie.eval.experiment.Workshop;
import io.tweedie.eval.grid.EvaluationPlan;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.Shard;
import io.tweedie.eval.grid.Unread;
import io.tweedie.eval.metric.Lpips;
import io.tweedie.restore.Prior;
import io.tweedie.restore.photo.Space;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.spec.ModelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Restorations as {@code tweedie evaluate} measures them: by one process, or divided. */
final class RestorationEvaluation {

  /** Files left out that are named one by one. */
  private static final int NAMED = 5;

  private final CommonOptions common;
  private final ModelOptions models;
  private final LpipsOptions perception;
  private final Division division;

  /**
   * Prepares.
   *
   * @throws picocli.CommandLine.ParameterException if options do not make sense
   */
  RestorationEvaluation(
      CommonOptions common, ModelOptions models, LpipsOptions perception, Division division)
      throws Exception {
    this.common = common;
    this.models = models;
    this.perception = perception;
    this.division = division;
    common.understood(models.compute()::compute);
    common.understood(division::shard);
  }

  /** Runs the grid of options, on the first images only where there is a limit. */
  void grid(GridOptions grid, Integer limit) throws Exception {
    EvaluationPlan said = common.understood(() -> grid.plan(common.seed(), limit));
    List<Long> seeds = common.understood(grid::seeds);
    if (!seeds.isEmpty() && common.given("--seed")) {
      throw common.usage("give --seed or --seeds, not both");
    }
    try (Prior prior = common.understood(models::prior)) {
      requireDivisible(prior, false);
      if (grid.steps() != null) {
        common.understood(() -> prior.schedule().respace(Spacing.parse(grid.steps())));
      }
      run(new GridExperiment(said.with(prior), seeds), said.images(), models.choice(), prior);
    }
  }

  /** Runs the experiment of a file. */
  void experiment(Path file, Integer limit) throws Exception {
    RestorationExperiment read = common.understood(() -> RestorationExperiment.read(file));
    RestorationExperiment said =
        limit == null ? read : common.understood(() -> read.limitedTo(limit));
    boolean named =
        common.given("--model") || common.given("--config") || common.given("--weights");
    ModelChoice choice = named ? common.understood(models::choice) : said.model();
    try (Prior prior = common.understood(() -> models.prior(choice))) {
      requireDivisible(prior, said.tellsTexts());
      common.startBackend();
      RestorationExperiment experiment = common.understood(() -> said.ready(common.out(), prior));
      List<Path> inputs = new ArrayList<>(List.of(file));
      inputs.addAll(common.understood(experiment::photos).files());
      run(experiment, inputs, choice, prior);
    }
  }

  /** What a cluster does not do yet is refused before it starts. */
  private void requireDivisible(Prior prior, boolean tellsTexts) {
    if (division.isOfCluster() && (tellsTexts || prior.space() != Space.PIXELS)) {
      throw common.usage(
          "--spark asks one model of pictures, which is told nothing; leave it out for text-to-image"
              + " models, captions and models of single methods");
    }
  }

  private void run(Divisible experiment, List<Path> inputs, ModelChoice choice, Prior prior)
      throws Exception {
    try (Lpips loaded = perception.load().orElse(null);
        EvaluationProgress progress = new EvaluationProgress(common)) {
      Optional<Lpips> lpips = Optional.ofNullable(loaded);
      RunRecord record = begin(inputs, prior);
      RunInfo info = RunInfo.here(prior.name(), prior.fingerprint(), common.line());
      try (Division.Crew crew = division.crew(choice, models.compute(), info, lpips, prior)) {
        Workshop workshop =
            new Workshop(common.out(), prior, common.line(), lpips, progress, crew.measurer());
        Optional<Shard> shard = division.shard();
        if (shard.isPresent()) {
          int cells = common.understood(() -> experiment.run(shard.get(), workshop));
          endShard(record, shard.get(), cells);
        } else {
          end(record, common.understood(() -> experiment.run(workshop)), crew);
        }
      }
    }
  }

  private RunRecord begin(List<Path> inputs, Prior prior) throws IOException {
    common.startBackend();
    Folders.make(common.out());
    RunRecord record = common.record();
    for (Path input : inputs) {
      // What cannot be read has no hash, and is named with what is left out.
      if (Files.isRegularFile(input) && Files.isReadable(input)) {
        record.input(input);
      }
    }
    return record.put("model", prior.description());
  }

  /** Says where the cells of a shard are; tables are of all shards. */
  private void endShard(RunRecord record, Shard shard, int cells) throws IOException {
    record.put("shard", shard.toString()).put("cells", cells);
    Path folder = common.out().resolve("shard-%d-of-%d".formatted(shard.number(), shard.of()));
    Folders.make(folder);
    common.result(
        record.write(folder),
        List.of(
            "shard %s: %d cells -> %s".formatted(shard, cells, common.out()),
            "when all shards are there, the same command without --shard writes the tables"));
  }

  private void end(RunRecord record, Findings findings, Division.Crew crew) throws IOException {
    findings.numbers().forEach(record::put);
    if (!crew.priors().named().isEmpty()) {
      record.put("other_models", crew.priors().named());
    }
    List<Unread> unread = findings.unread();
    record.put("unread", unread);
    unread.stream().limit(NAMED).forEach(file -> common.note("left out: " + file.reason()));
    if (unread.size() > NAMED) {
      common.note("left out: %s more; all are in run.json".formatted(unread.size() - NAMED));
    }
    record.outputs(common.out(), "report.html", "results.csv", "results.json", "table.tex");
    crew.writeTable(common.out());
    List<String> lines = new ArrayList<>(findings.lines());
    lines.add("-> " + common.out().resolve("report.html"));
    common.result(record.write(common.out()), lines);
  }
}
