package io.tweedie.cli.evaluate;

import io.tweedie.cli.run.ModelOptions;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.eval.comparison.GuidanceComparison;
import io.tweedie.eval.experiment.AutoencoderExperiment;
import io.tweedie.eval.experiment.Findings;
import io.tweedie.eval.experiment.RestorationExperiment;
import io.tweedie.eval.experiment.Workshop;
import io.tweedie.eval.grid.EvaluationPlan;
import io.tweedie.eval.grid.EvaluationResults;
import io.tweedie.eval.grid.Measurer;
import io.tweedie.eval.grid.Priors;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.SeedResults;
import io.tweedie.eval.grid.Shard;
import io.tweedie.eval.grid.ThisProcess;
import io.tweedie.eval.grid.Unread;
import io.tweedie.eval.metric.Lpips;
import io.tweedie.eval.robust.RobustnessExperiment;
import io.tweedie.eval.text.TextExperiment;
import io.tweedie.restore.Prior;
import io.tweedie.restore.photo.Space;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.spec.ModelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tweedie evaluate}: the grid of tasks, methods and images, or an experiment's file. */
@Command(
    name = "evaluate",
    description = {
      "Degrades clean photos, restores them with several methods, and reports how near they come.",
      "",
      "Writes report.html (with pictures), results.csv, results.json and table.tex (for LaTeX with"
          + " booktabs), and comparisons.csv: which method is better than which, with its p-value."
          + " Besides the methods named, every classical baseline that serves a task"
          + " runs, and gains are over the best of them. Stopped and started again, it goes on with"
          + " what is missing.",
      "",
      "Methods take the settings that are named, official where none are; restore takes its own. The"
          + " report lists all settings of both."
    },
    footer = {
      "",
      "Compare two methods on two tasks, on the middles of ten photos:",
      "  tweedie evaluate --images photos/ --tasks sr:4,inpaint-random:0.8 --solvers ddnm,ilvr"
          + " --size 128 --limit 10",
      "The settings of the paper beside those of the authors' code, on noisy photos:",
      "  tweedie evaluate --images photos/ --tasks sr:4 --solvers dps:paper,dps --sigma 0.05",
      "Sixteen samples for each photo, and how far they can be trusted:",
      "  tweedie evaluate --images photos/ --tasks sr:4 --solvers dps --samples 16 --size 64",
      "Mean and spread over five seeds, and a table for LaTeX:",
      "  tweedie evaluate --images photos/ --tasks sr:4,denoise --solvers ddnm+:tuned,ddrm --sigma"
          + " 0.1 --seeds 0-4",
      "A third of the images on each of three machines; copied together, their folders are one, and"
          + " the command without --shard writes its tables:",
      "  tweedie evaluate --images photos/ --tasks sr:4 --solvers ddnm --out out --shard 1/3",
      "Two restorations at a time, by Spark on this machine or on a cluster (docs/spark.md):",
      "  tweedie evaluate --experiment experiments/dpg-paper.yaml --spark local[2]",
      "Tables and figures as a file describes them, with its model or with another one:",
      "  tweedie evaluate --experiment experiments/coursework-restoration.yaml",
      "  tweedie evaluate --experiment experiments/dpg-paper.yaml --config ffhq-256 --weights"
          + " ffhq_10m.pt",
      "The same on the first four photos, to see whether it works:",
      "  tweedie evaluate --experiment experiments/dpg-paper.yaml --limit 4 --out out/trial",
      "Pictures of texts, by a model that ships or a folder of diffusers:",
      "  tweedie evaluate --experiment experiments/text-to-image.yaml --model stable-diffusion-v1-5",
      "How classifiers withstand attacks and noise, and how they guide (docs/robust-guidance.md):",
      "  tweedie evaluate --experiment experiments/robust-classifiers.yaml",
      "  tweedie evaluate --experiment experiments/robust-guidance.yaml",
      "One page of several runs:",
      "  tweedie evaluate --leaderboard leaderboard.html out/first out/second"
    })
public final class EvaluateCommand implements Callable<Integer> {

  /** Files left out that are named one by one. */
  private static final int NAMED = 5;

  /** One of these. */
  private static final class Work {

    @Option(
        names = "--experiment",
        paramLabel = "FILE",
        required = true,
        description = "A YAML file that says what to run; see experiments/.")
    private Path experiment;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private GridOptions grid;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private LeaderboardOptions leaderboard;
  }

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first photos, by name; of an experiment in each of its sections.")
  private Integer limit;

  @Mixin private CommonOptions common;
  @Mixin private ModelOptions models;
  @Mixin private LpipsOptions perception;

  @ArgGroup(exclusive = true)
  private Division division = new Division();

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Work work;

  @Override
  public Integer call() throws Exception {
    if (work.leaderboard != null) {
      if (limit != null) {
        throw common.usage("--limit has no effect on a leaderboard; leave it out");
      }
      work.leaderboard.run(common);
      return ExitCode.OK;
    }
    if (work.experiment == null) {
      return measured(this::grid);
    }
    String kind = kind();
    if (kind.equals(RestorationExperiment.KIND)) {
      return measured(this::restoration);
    }
    if (division.isAsked()) {
      throw common.usage(
          "experiments of kind '%s' are not divided: leave out --shard and --spark"
              .formatted(kind));
    }
    if (limit != null && !kind.equals(AutoencoderExperiment.KIND)) {
      throw common.usage(
          "--limit is of photos, which an experiment of kind '%s' has none of".formatted(kind));
    }
    whole.get(kind).run(work.experiment);
    return ExitCode.OK;
  }

  /** An experiment that one process does as a whole. */
  private interface Whole {
    void run(Path file) throws Exception;
  }

  private final Map<String, Whole> whole =
      Map.of(
          AutoencoderExperiment.KIND, this::autoencoder,
          TextExperiment.KIND, this::text,
          RobustnessExperiment.KIND, this::robustness,
          GuidanceComparison.KIND, this::comparison);

  /** Which experiment the file asks for. */
  private String kind() throws Exception {
    String kind = common.understood(() -> RestorationExperiment.kind(work.experiment));
    if (kind.equals(GuidanceComparison.FORMER_KIND)) {
      throw common.usage(work.experiment + ": " + GuidanceComparison.INSTEAD);
    }
    Set<String> kinds = new TreeSet<>(whole.keySet());
    kinds.add(RestorationExperiment.KIND);
    if (!kinds.contains(kind)) {
      throw common.usage(
          "%s is of kind '%s', which is not known; choose one of %s"
              .formatted(work.experiment, kind, String.join(", ", kinds)));
    }
    return kind;
  }

  private void autoencoder(Path file) throws Exception {
    AutoencoderExperiment experiment = common.understood(() -> AutoencoderExperiment.read(file));
    ModelChoice choice =
        common.given("--model") ? common.understood(models::choice) : experiment.model();
    try (Prior prior = common.understood(() -> models.prior(choice));
        EvaluationProgress progress = new EvaluationProgress(common)) {
      RunRecord record = begin(List.of(file), prior);
      Workshop workshop =
          new Workshop(common.out(), prior, common.line(), Optional.empty(), progress);
      Findings findings = common.understood(() -> experiment.run(workshop, limit));
      record.put("results", findings.numbers());
      record.outputs(common.out(), "report.html", "results.csv", "results.json");
      common.result(record.write(common.out()), findings.lines());
    }
  }

  private void text(Path file) throws Exception {
    TextExperiment experiment = common.understood(() -> TextExperiment.read(file));
    try (TextEvaluation evaluation =
        common.understood(() -> new TextEvaluation(experiment, common, models))) {
      evaluation.run(file);
    }
  }

  private void robustness(Path file) throws Exception {
    RobustnessExperiment experiment = common.understood(() -> RobustnessExperiment.read(file));
    common
        .understood(() -> new RobustnessEvaluation(experiment, common, models.compute()))
        .run(file);
  }

  private void comparison(Path file) throws Exception {
    GuidanceComparison comparison = common.understood(() -> GuidanceComparison.read(file));
    try (ComparisonEvaluation evaluation =
        common.understood(() -> new ComparisonEvaluation(comparison, common, models.compute()))) {
      evaluation.run(file);
    }
  }

  /** Restorations, whose cells may be divided among processes. */
  private interface Restorations {
    int run(Optional<Lpips> lpips, EvaluationProgress progress) throws Exception;
  }

  private int measured(Restorations restorations) throws Exception {
    common.understood(models.compute()::compute);
    common.understood(division::shard);
    try (Lpips lpips = perception.load().orElse(null);
        EvaluationProgress progress = new EvaluationProgress(common)) {
      return restorations.run(Optional.ofNullable(lpips), progress);
    }
  }

  private int grid(Optional<Lpips> lpips, EvaluationProgress progress) throws Exception {
    EvaluationPlan said = common.understood(() -> work.grid.plan(common.seed(), limit));
    List<Long> seeds = common.understood(work.grid::seeds);
    if (!seeds.isEmpty() && common.given("--seed")) {
      throw common.usage("give --seed or --seeds, not both");
    }
    try (Prior prior = common.understood(models::prior)) {
      requireDivisible(prior, false);
      EvaluationPlan plan = said.with(prior);
      if (work.grid.steps() != null) {
        common.understood(() -> prior.schedule().respace(Spacing.parse(work.grid.steps())));
      }
      RunRecord record = begin(plan.images(), prior);
      RunInfo info = info(prior);
      if (division.shard().isPresent()) {
        Measurer measurer = new ThisProcess(info, lpips, Priors.of(() -> prior));
        return endShard(record, common.understood(() -> cells(plan, seeds, measurer, progress)));
      }
      try (Division.Crew crew =
          division.crew(models.choice(), models.compute(), info, lpips, prior)) {
        if (seeds.isEmpty()) {
          EvaluationResults results =
              common.understood(() -> crew.measurer().run(plan, common.out(), progress));
          record.put("summary", results.summary()).put("lpips", results.lpipsText());
          return end(record, results.unread(), results.lines(), crew);
        }
        SeedResults results =
            common.understood(
                () -> SeedResults.run(plan, seeds, crew.measurer(), common.out(), progress));
        record.put("seeds", seeds).put("summary", results.summary());
        record.put("lpips", results.lpipsText());
        return end(record, results.unread(), results.lines(), crew);
      }
    }
  }

  /** Measures the share of the images that was asked for, and counts its cells. */
  private int cells(
      EvaluationPlan plan, List<Long> seeds, Measurer measurer, EvaluationProgress progress) {
    Shard shard = division.shard().orElseThrow();
    EvaluationPlan share =
        plan.share(shard)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "shard %s is empty: there are %d images"
                            .formatted(shard, plan.images().size())));
    progress.planned(measurer.size(share) * Math.max(1, seeds.size()));
    if (seeds.isEmpty()) {
      return measurer.measure(share, common.out(), progress).cells().size();
    }
    int cells = 0;
    for (long seed : seeds) {
      Path folder = SeedResults.folder(common.out(), seed);
      cells += measurer.measure(share.withSeed(seed), folder, progress).cells().size();
    }
    return cells;
  }

  private int restoration(Optional<Lpips> lpips, EvaluationProgress progress) throws Exception {
    if (common.given("--seed")) {
      throw common.usage("the seed of an experiment is in its file");
    }
    RestorationExperiment read =
        common.understood(() -> RestorationExperiment.read(work.experiment));
    RestorationExperiment said =
        limit == null ? read : common.understood(() -> read.limitedTo(limit));
    boolean named =
        common.given("--model") || common.given("--config") || common.given("--weights");
    ModelChoice choice = named ? common.understood(models::choice) : said.model();
    try (Prior prior = common.understood(() -> models.prior(choice))) {
      requireDivisible(prior, said.tellsTexts());
      common.startBackend();
      RestorationExperiment experiment = common.understood(() -> said.ready(common.out(), prior));
      List<Path> inputs = new ArrayList<>(List.of(work.experiment));
      inputs.addAll(common.understood(experiment::photos).files());
      RunRecord record = begin(inputs, prior);
      try (Division.Crew crew =
          division.crew(choice, models.compute(), info(prior), lpips, prior)) {
        Workshop workshop =
            new Workshop(common.out(), prior, common.line(), lpips, progress, crew.measurer());
        if (division.shard().isPresent()) {
          return endShard(record, experiment.run(division.shard().get(), workshop));
        }
        Findings findings = experiment.run(workshop);
        record.put("results", findings.numbers());
        if (!crew.priors().named().isEmpty()) {
          record.put("other_models", crew.priors().named());
        }
        return end(record, findings.unread(), findings.lines(), crew);
      }
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

  private RunInfo info(Prior prior) {
    return RunInfo.here(prior.name(), prior.fingerprint(), common.line());
  }

  private RunRecord begin(List<Path> inputs, Prior prior) throws IOException {
    common.startBackend();
    Files.createDirectories(common.out());
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
  private int endShard(RunRecord record, int cells) throws IOException {
    Shard shard = division.shard().orElseThrow();
    record.put("shard", shard.toString()).put("cells", cells);
    Path folder = common.out().resolve("shard-%d-of-%d".formatted(shard.number(), shard.of()));
    Files.createDirectories(folder);
    common.result(
        record.write(folder),
        List.of(
            "shard %s: %d cells -> %s".formatted(shard, cells, common.out()),
            "when all shards are there, the same command without --shard writes the tables"));
    return ExitCode.OK;
  }

  private int end(RunRecord record, List<Unread> unread, List<String> found, Division.Crew crew)
      throws IOException {
    record.put("unread", unread);
    unread.stream().limit(NAMED).forEach(file -> common.note("left out: " + file.reason()));
    if (unread.size() > NAMED) {
      common.note("left out: %s more; all are in run.json".formatted(unread.size() - NAMED));
    }
    record.outputs(common.out(), "report.html", "results.csv", "results.json", "table.tex");
    crew.writeTable(common.out());
    List<String> lines = new ArrayList<>(found);
    lines.add("-> " + common.out().resolve("report.html"));
    common.result(record.write(common.out()), lines);
    return ExitCode.OK;
  }
}
