package io.tweedie.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.tensor.Backend;
import io.tweedie.restore.record.RunRecord;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of every command, and how its results are told. */
public final class CommonOptions {

  /** Most images that a run may be asked to draw; more are a slip that would take days. */
  private static final int MOST_IMAGES = 10_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out",
      description = "Folder for the files it writes (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of all random numbers (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one tensor operation (default: one per core).")
  private Integer threads;

  @Option(names = "--json", description = "Print the result as one JSON object, and nothing else.")
  private boolean json;

  @Option(names = "--verbose", description = "On failure, show where in the program.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  public Path out() {
    return out;
  }

  public long seed() {
    return seed;
  }

  /** Loads the tensor library and applies the settings to it. */
  public void startBackend() {
    Backend.initialize();
    if (threads != null) {
      try {
        Backend.setThreads(threads);
      } catch (IllegalArgumentException e) {
        throw usage("--" + e.getMessage());
      }
    }
  }

  /**
   * A number of images that can be meant.
   *
   * @param what they are, as the command line says it
   * @throws IllegalArgumentException if there are none, or so many that it must be a slip
   */
  public static int images(String what, long count) {
    if (count < 1 || count > MOST_IMAGES) {
      throw new IllegalArgumentException(
          "%s must be from 1 to %d, got %d".formatted(what, MOST_IMAGES, count));
    }
    return (int) count;
  }

  /** Ends the command, unless it is for a program: the same as JSON or as lines of text. */
  public void result(Object json, List<String> lines) {
    PrintWriter out = command.commandLine().getOut();
    if (this.json) {
      try {
        out.println(JSON.writeValueAsString(json));
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    } else {
      lines.forEach(out::println);
    }
    out.flush();
  }

  /** Tells a person, on standard error, what goes on. */
  public void note(String line) {
    PrintWriter err = command.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  /** A progress bar where a person watches, elsewhere a line on standard error now and then. */
  public Progress progress(String what, long steps) {
    return json || System.console() == null
        ? Progress.lines(what, steps, this::note)
        : Progress.bar(what, steps);
  }

  /** The arguments make no sense together. */
  public ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** What the arguments stand for; that a library refuses them is bad usage. */
  public <T> T understood(Callable<T> arguments) throws Exception {
    try {
      return arguments.call();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), Failures.message(e), e);
    }
  }

  /** Whether an option stands in the command line. */
  public boolean given(String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  /** All arguments of the command line, as given. */
  public List<String> arguments() {
    return command.root().commandLine().getParseResult().originalArgs();
  }

  /** The command line in one line, for the heads of reports. */
  public String line() {
    return "tweedie " + String.join(" ", arguments());
  }

  /** Begins the record of this command's run. */
  public RunRecord record() {
    return new RunRecord(arguments(), seed);
  }
}
