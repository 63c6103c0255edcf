package io.tweedie.spark;

import io.tweedie.cli.run.ModelOptions;
import io.tweedie.cli.terminal.Progress;
import io.tweedie.core.file.Folders;
import io.tweedie.eval.experiment.Findings;
import io.tweedie.eval.experiment.RestorationExperiment;
import io.tweedie.eval.experiment.Workshop;
import io.tweedie.eval.grid.Cell;
import io.tweedie.eval.grid.EvaluationListener;
import io.tweedie.eval.grid.Photos;
import io.tweedie.eval.grid.RunInfo;
import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.spec.ModelChoice;
import io.tweedie.restore.spec.PriorSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs an experiment's file. */
@Command(
    name = "EvaluateJob",
    description = {
      "Degrades clean photos, restores them with several methods, and reports how near they come, as"
          + " an experiment's file says.",
      "",
      "Writes what tweedie evaluate --experiment does, and the table results.parquet. Given again,"
          + " measures what is missing."
    })
public final class EvaluateJob implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private JobOptions job;
  @Mixin private ModelOptions models;

  @Option(
      names = "--experiment",
      paramLabel = "FILE",
      required = true,
      description = "A YAML file of the driver's machine that says what to run.")
  private Path file;

  @Option(
      names = "--images",
      paramLabel = "PATH",
      description =
          "Folder or prefix of the images, in place of those that the file names. Executors must see"
              + " it, as they must see those.")
  private String images;

  /** Runs the job, and ends the process. */
  public static void main(String[] arguments) {
    JobOptions.run(new EvaluateJob(), arguments);
  }

  @Override
  public Integer call() throws Exception {
    RestorationExperiment experiment = job.understood(() -> RestorationExperiment.read(file));
    boolean named =
        command.commandLine().getParseResult().hasMatchedOption("--model")
            || command.commandLine().getParseResult().hasMatchedOption("--config");
    ModelChoice choice = named ? job.understood(models::choice) : experiment.model();
    Optional<Path> local = job.out().local();
    try (ModelPrior prior = job.understood(() -> models.open(choice));
        Scratch scratch = Scratch.make()) {
      Path out = local.orElse(scratch.folder().resolve("out"));
      Folders.make(out);
      JavaSparkContext context = Contexts.submitted("tweedie evaluate");
      String said =
          "EvaluateJob " + String.join(" ", command.commandLine().getParseResult().originalArgs());
      RunInfo info = RunInfo.here(prior.name(), prior.fingerprint(), said);
      SharedPrior shared =
          SharedPrior.send(context, prior, new PriorSpec(choice, models.compute()));
      SparkCluster cluster =
          new SparkCluster(
              context,
              shared,
              info,
              places(scratch.folder(), images),
              places(out, job.out().root()));
      Counting counting = new Counting();
      Findings findings =
          experiment.run(
              photos(experiment, scratch.folder()),
              new Workshop(out, prior, said, Optional.empty(), counting, cluster));
      cluster.writeTable(out);
      if (local.isEmpty()) {
        send(out);
      }
      PrintWriter stdout = command.commandLine().getOut();
      findings.lines().forEach(line -> JobOptions.say(stdout, line));
      JobOptions.say(stdout, "-> " + job.out().root());
      return ExitCode.OK;
    }
  }

  /** The images by their names alone: executors read them. */
  private Photos photos(RestorationExperiment experiment, Path folder) throws IOException {
    if (images == null) {
      return experiment.photos();
    }
    List<Path> named = RestoreJob.photos(Store.at(images)).stream().map(folder::resolve).toList();
    return new Photos(named, List.of());
  }

  /** What stands for a local folder and all below it; the same if nothing does. */
  private static UnaryOperator<String> places(Path here, String there) {
    Path folder = here.toAbsolutePath().normalize();
    return path -> {
      boolean below = there != null && Path.of(path).startsWith(folder);
      return below ? there + "/" + folder.relativize(Path.of(path)) : path;
    };
  }

  private void send(Path out) throws IOException {
    for (String name : List.of("report.html", "results.csv", "results.json", "table.tex")) {
      job.out().write(name, Files.readAllBytes(out.resolve(name)));
    }
  }

  /** Counts restorations. */
  private final class Counting implements EvaluationListener {

    private Progress progress = Progress.NONE;

    @Override
    public void planned(int cells) {
      PrintWriter err = command.commandLine().getErr();
      progress = Progress.lines("restored", Math.max(1, cells), line -> JobOptions.say(err, line));
    }

    @Override
    public void finished(Cell cell) {
      progress.stepped(cell.task() + " " + cell.method());
    }
  }
}
