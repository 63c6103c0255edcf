package io.tweedie.cli;

import io.tweedie.core.solver.UnsupportedOperatorException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How commands fail: one line that a person can act on, and the exit code. */
final class Failures {

  /** The tensor library appends where in its own code a check failed. */
  private static final String NATIVE_TRACE = "\nException raised from";

  private Failures() {}

  /** The arguments make no sense. */
  static int usage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    report(command, e.getMessage() + "; see '" + name + " --help'", e);
    return ExitCode.USAGE;
  }

  /** The command failed, perhaps because it was asked for something that cannot be. */
  static int execution(Exception e, CommandLine command, ParseResult parsed) {
    report(command, message(e), e);
    return e instanceof UnsupportedOperatorException ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  private static void report(CommandLine command, String message, Exception cause) {
    PrintWriter err = command.getErr();
    err.println("tweedie: " + message.lines().map(String::strip).collect(Collectors.joining("; ")));
    if (isVerbose(command)) {
      cause.printStackTrace(err);
    }
    err.flush();
  }

  private static boolean isVerbose(CommandLine command) {
    ParseResult parsed = command.getParseResult();
    return parsed != null && parsed.hasMatchedOption("--verbose");
  }

  static String message(Throwable e) {
    if (e instanceof UncheckedIOException && e.getCause() != null) {
      return message(e.getCause());
    }
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    if (e instanceof FileSystemException refused) {
      String reason = refused.getReason();
      return "%s cannot be used: %s"
          .formatted(refused.getFile(), reason == null ? e.getClass().getSimpleName() : reason);
    }
    String text = e.getMessage();
    if (text == null || text.isBlank()) {
      return "failed with " + e.getClass().getSimpleName() + "; --verbose shows where";
    }
    int trace = text.indexOf(NATIVE_TRACE);
    return trace < 0 ? text : text.substring(0, trace);
  }
}
