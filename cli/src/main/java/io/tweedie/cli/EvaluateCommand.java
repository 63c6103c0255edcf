package io.tweedie.cli;

import io.tweedie.core.operator.Task;
import io.tweedie.core.schedule.Spacing;
import io.tweedie.core.tensor.Precision;
import io.tweedie.eval.grid.Cell;
import io.tweedie.eval.grid.Evaluation;
import io.tweedie.eval.grid.EvaluationListener;
import io.tweedie.eval.grid.EvaluationPlan;
import io.tweedie.eval.grid.EvaluationResults;
import io.tweedie.eval.grid.Method;
import io.tweedie.eval.grid.Prior;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.eval.grid.SummaryRow;
import io.tweedie.models.prior.Model;
import io.tweedie.models.prior.ModelSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tweedie evaluate}: the grid of tasks, methods and images. */
@Command(
    name = "evaluate",
    description = {
      "Degrades clean photos, restores them with several methods, and reports how near they come.",
      "",
      "Writes report.html (with pictures), results.csv and results.json. Besides the methods named,"
          + " every classical baseline that serves a task runs. Stopped and started again, it goes"
          + " on with what is missing."
    },
    footer = {
      "",
      "Compare two methods on two tasks, on the middles of ten photos:",
      "  tweedie evaluate --images photos/ --tasks sr:4,inpaint-random:0.8 --solvers ddnm,ilvr"
          + " --size 128 --limit 10",
      "The settings of the paper beside those of the authors' code, on noisy photos:",
      "  tweedie evaluate --images photos/ --tasks sr:4 --solvers dps:paper,dps --sigma 0.05"
    })
final class EvaluateCommand implements Callable<Integer> {

  /** Names hold commas themselves, but no word begins after those. */
  private static final String BETWEEN_TASKS = ",(?=\\p{Alpha})";

  @Mixin private CommonOptions common;
  @Mixin private ModelOptions models;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      required = true,
      description = "Folder of clean photos.")
  private Path images;

  @Option(
      names = "--tasks",
      paramLabel = "T,...",
      required = true,
      description = "Tasks, as of restore.")
  private String tasks;

  @Option(
      names = "--solvers",
      paramLabel = "S,...",
      required = true,
      description = "Methods, as of restore, each with :paper, :tuned or :official (default).")
  private String solvers;

  @Option(
      names = "--sigma",
      paramLabel = "S",
      defaultValue = "0",
      description = "Standard deviation of added noise, where white is 1 (default: 0).")
  private double sigma;

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "Side of the square cut from the middle of each photo (default: all of it).")
  private Integer size;

  @Option(
      names = "--steps",
      paramLabel = "S",
      description = "Steps of every method, as of restore (default: each method's own).")
  private String steps;

  @Option(names = "--limit", paramLabel = "N", description = "Only the first photos, by name.")
  private Integer limit;

  @Override
  public Integer call() throws Exception {
    EvaluationPlan plan = common.understood(this::plan);
    Precision precision = common.understood(() -> models.precision("auto"));
    MemoryFormat layout = common.understood(models::layout);
    ModelSpec spec = common.understood(models::spec);
    if (steps != null) {
      common.understood(() -> spec.noiseSchedule().respace(Spacing.parse(steps)));
    }
    common.startBackend();
    RunRecord record = new RunRecord(common);
    for (Path image : plan.images()) {
      record.input(image);
    }
    record.model(spec.name(), models, precision);
    Files.createDirectories(common.out());
    RunInfo info =
        RunInfo.here(
            spec.name(),
            "%s %s %s".formatted(models.hash(), precision, models.layoutName()),
            "tweedie " + String.join(" ", common.arguments()));
    try (LazyModel model = new LazyModel();
        Listener listener = new Listener()) {
      EvaluationResults results =
          new Evaluation(plan, info, common.out())
              .run(() -> model.prior(precision, layout), listener);
      for (String file : List.of("report.html", "results.csv", "results.json")) {
        record.output(common.out().resolve(file));
      }
      Map<String, Object> json = record.put("summary", results.summary()).write(common.out());
      common.result(json, lines(results));
    }
    return ExitCode.OK;
  }

  private EvaluationPlan plan() throws IOException {
    EvaluationPlan plan =
        EvaluationPlan.of(
                EvaluationPlan.imagesIn(images),
                Arrays.stream(tasks.split(BETWEEN_TASKS)).map(Task::parse).toList(),
                Arrays.stream(solvers.split(",")).map(Method::parse).toList())
            .withSigma(sigma)
            .withSeed(common.seed());
    plan = size == null ? plan : plan.withSize(size);
    plan = steps == null ? plan : plan.withSteps(steps);
    return limit == null ? plan : plan.withLimit(limit);
  }

  private List<String> lines(EvaluationResults results) {
    List<String> lines = new ArrayList<>();
    for (SummaryRow row : results.summary()) {
      lines.add(
          row.psnr() == null
              ? "%-22s %-20s %s".formatted(row.task(), row.method(), String.join("; ", row.notes()))
              : String.format(
                  Locale.ROOT,
                  "%-22s %-20s psnr %.2f, ssim %.4f, %.1f s",
                  row.task(),
                  row.method(),
                  row.psnr().mean(),
                  row.ssim().mean(),
                  row.seconds().mean()));
    }
    lines.add("-> " + common.out().resolve("report.html"));
    return lines;
  }

  /** Loads the model when the first sampler asks for it. */
  private final class LazyModel implements AutoCloseable {

    private Model model;

    Prior prior(Precision precision, MemoryFormat layout) {
      try {
        model = models.load();
        return new Prior(model.denoiser(precision, layout), model.schedule());
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      if (model != null) {
        model.close();
      }
    }
  }

  /** Counts restorations. */
  private final class Listener implements EvaluationListener, AutoCloseable {

    private Progress progress = Progress.NONE;

    @Override
    public void planned(int cells, int stored) {
      if (stored > 0) {
        common.note("%d of %d restorations are there already".formatted(stored, cells));
      }
      progress = common.progress("restoring", (long) cells - stored);
    }

    @Override
    public void finished(Cell cell) {
      progress.stepped(cell.task() + " " + cell.method());
    }

    @Override
    public void close() {
      progress.close();
    }
  }
}
