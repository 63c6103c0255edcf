package io.tweedie.cli.terminal;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.tweedie.core.solver.UnsupportedOperatorException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How commands fail: one line that a person can act on, and the exit code. */
public final class Failures {

  /** The tensor library appends where in its own code a check failed. */
  private static final String NATIVE_TRACE = "\nException raised from";

  private static final Pattern NATIVE_ALLOCATION =
      Pattern.compile("DefaultCPUAllocator|bad_alloc|(?i:out of memory)|Cannot allocate memory");

  private static final String OUT_OF_MEMORY =
      "there is not enough memory for this; take a smaller picture, or fewer of them at a time";

  private static final String UNEXPECTED =
      "failed where it should not; --verbose shows where in the program, for a report";

  private Failures() {}

  /** The arguments make no sense. */
  public static int usage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    report(command, e.getMessage() + "; see '" + name + " --help'", e);
    return ExitCode.USAGE;
  }

  /**
   * Runs a command, and tells of what the machine could not do, which is no exception, as of
   * exceptions.
   */
  public static int run(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (Error e) {
      CommandLine command = innermost(parsed);
      report(command, message(e), e);
      return ExitCode.SOFTWARE;
    }
  }

  private static CommandLine innermost(ParseResult parsed) {
    return parsed.hasSubcommand()
        ? innermost(parsed.subcommand())
        : parsed.commandSpec().commandLine();
  }

  /** The command failed, perhaps because it was asked for something that cannot be. */
  public static int execution(Exception e, CommandLine command, ParseResult parsed) {
    report(command, message(e), e);
    return e instanceof UnsupportedOperatorException ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  private static void report(CommandLine command, String message, Throwable cause) {
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

  public static String message(Throwable e) {
    if (e instanceof UncheckedIOException && e.getCause() != null) {
      return message(e.getCause());
    }
    if (e instanceof FileSystemException refused) {
      return message(refused);
    }
    if (e instanceof JsonProcessingException malformed) {
      return message(malformed);
    }
    if (e instanceof CharacterCodingException) {
      return "a file that should be text is none in UTF-8";
    }
    if (e instanceof OutOfMemoryError) {
      return OUT_OF_MEMORY;
    }
    String text = e.getMessage();
    if (text != null && NATIVE_ALLOCATION.matcher(text).find()) {
      return OUT_OF_MEMORY;
    }
    return text == null || !isForReaders(e, text) ? UNEXPECTED : text;
  }

  private static String message(FileSystemException refused) {
    return refused.getFile() + " " + problem(refused);
  }

  private static String problem(FileSystemException refused) {
    if (refused instanceof NoSuchFileException) {
      return "does not exist";
    }
    if (refused instanceof AccessDeniedException) {
      return "may not be read or written by you";
    }
    if (refused instanceof FileAlreadyExistsException) {
      return "is there already, and is no folder";
    }
    if (refused instanceof NotDirectoryException) {
      return "is no folder";
    }
    String reason = refused.getReason();
    return reason == null ? "cannot be used" : "cannot be used: " + reason;
  }

  /** The parser's own words hold where in its code the text came from. */
  private static String message(JsonProcessingException malformed) {
    JsonLocation place = malformed.getLocation();
    return "malformed JSON"
        + (place == null
            ? ""
            : " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr()));
  }

  /** Not those that the machine or the tensor library words when something is wrong here. */
  private static boolean isForReaders(Throwable e, String text) {
    return !text.isBlank()
        && !(e instanceof Error)
        && !(e instanceof NullPointerException)
        && !(e instanceof ClassCastException)
        && !(e instanceof IndexOutOfBoundsException)
        && !(e instanceof NegativeArraySizeException)
        && !text.contains(NATIVE_TRACE);
  }
}
