package io.tweedie.spark;

import io.tweedie.cli.terminal.Arguments;
import io.tweedie.cli.terminal.Failures;
import io.tweedie.cli.terminal.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ObjIntConsumer;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What all jobs take, and how they tell of their results. */
final class JobOptions {

  /** Failures that are named one by one. */
  private static final int NAMED = 5;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      required = true,
      description = "Folder or prefix for what it writes.")
  private String out;

  @Option(names = "--verbose", description = "On failure, show where in the program.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  /** Runs a job, and ends the process unless all went well, which lets a cluster clean up. */
  static void run(Callable<Integer> job, String[] arguments) {
    int exit = execute(job, arguments);
    Contexts.stop();
    if (exit != ExitCode.OK) {
      System.exit(exit);
    }
  }

  /** Runs a job. */
  static int execute(Callable<Integer> job, String... arguments) {
    return new CommandLine(job)
        .registerConverter(Path.class, Arguments::path)
        .setUsageHelpAutoWidth(true)
        .setExecutionStrategy(Failures::run)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::execution)
        .execute(arguments);
  }

  /** Where results go. */
  Store out() {
    return Store.at(out);
  }

  ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** What the arguments stand for; that a library refuses them is bad usage. */
  <T> T understood(Callable<T> arguments) throws Exception {
    try {
      return arguments.call();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), Failures.message(e), e);
    }
  }

  /** Counts results on standard error. */
  ObjIntConsumer<String> progress(String what, int units) {
    PrintWriter err = command.commandLine().getErr();
    Progress progress = Progress.lines(what, units, line -> say(err, line));
    return (result, place) -> progress.step();
  }

  /**
   * Writes the table, and tells what could not be done.
   *
   * @param rows of pictures
   * @param name of the table
   */
  int end(List<String> rows, String name) throws IOException {
    String table = name + ".parquet";
    Table.ofJson(Result.COLUMNS, rows, out(), table);
    List<String> errors = rows.stream().flatMap(row -> Result.error(row).stream()).toList();
    PrintWriter err = command.commandLine().getErr();
    errors.stream().limit(NAMED).forEach(error -> say(err, "left out: " + error));
    if (errors.size() > NAMED) {
      say(err, "left out: %d more; all are in the table".formatted(errors.size() - NAMED));
    }
    say(
        command.commandLine().getOut(),
        "%d images -> %s/%s".formatted(rows.size() - errors.size(), out().root(), table));
    return errors.size() == rows.size() ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  static void say(PrintWriter writer, String line) {
    writer.println(line);
    writer.flush();
  }
}
