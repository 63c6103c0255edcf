package io.tweedie.cli.evaluate;

import io.tweedie.cli.run.ModelOptions;
import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.file.Folders;
import io.tweedie.eval.comparison.GuidanceComparison;
import io.tweedie.eval.experiment.AutoencoderExperiment;
import io.tweedie.eval.experiment.Findings;
import io.tweedie.eval.experiment.RestorationExperiment;
import io.tweedie.eval.experiment.Workshop;
import io.tweedie.eval.robust.RobustnessExperiment;
import io.tweedie.eval.text.TextExperiment;
import io.tweedie.restore.Prior;
import io.tweedie.restore.record.RunRecord;
import io.tweedie.restore.spec.ModelChoice;
import java.nio.file.Path;
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
      leaderboard();
    } else if (work.grid != null) {
      restorations().grid(work.grid, limit);
    } else {
      experiment(work.experiment);
    }
    return ExitCode.OK;
  }

  private void leaderboard() throws Exception {
    if (limit != null) {
      throw common.usage("--limit has no effect on a leaderboard; leave it out");
    }
    work.leaderboard.run(common);
  }

  private void experiment(Path file) throws Exception {
    if (common.given("--seed")) {
      throw common.usage("the seed of an experiment is in its file");
    }
    String kind = kind(file);
    if (kind.equals(RestorationExperiment.KIND)) {
      restorations().experiment(file, limit);
      return;
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
    whole.get(kind).run(file);
  }

  private RestorationEvaluation restorations() throws Exception {
    return new RestorationEvaluation(common, models, perception, division);
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
  private String kind(Path file) throws Exception {
    String kind = common.understood(() -> RestorationExperiment.kind(file));
    if (kind.equals(GuidanceComparison.FORMER_KIND)) {
      throw common.usage(file + ": " + GuidanceComparison.INSTEAD);
    }
    Set<String> kinds = new TreeSet<>(whole.keySet());
    kinds.add(RestorationExperiment.KIND);
    if (!kinds.contains(kind)) {
      throw common.usage(
          "%s is of kind '%s', which is not known; choose one of %s"
              .formatted(file, kind, String.join(", ", kinds)));
    }
    return kind;
  }

  private void autoencoder(Path file) throws Exception {
    AutoencoderExperiment experiment = common.understood(() -> AutoencoderExperiment.read(file));
    ModelChoice choice =
        common.given("--model") ? common.understood(models::choice) : experiment.model();
    try (Prior prior = common.understood(() -> models.prior(choice));
        EvaluationProgress progress = new EvaluationProgress(common)) {
      common.startBackend();
      Folders.make(common.out());
      RunRecord record = common.record().input(file).put("model", prior.description());
      Workshop workshop =
          new Workshop(common.out(), prior, common.line(), Optional.empty(), progress);
      Findings findings = common.understood(() -> experiment.run(workshop, limit));
      findings.numbers().forEach(record::put);
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
}
