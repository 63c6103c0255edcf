package io.tweedie.cli.generate;

import io.tweedie.core.file.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is drawn, in words. */
final class PromptOptions {

  @Parameters(
      paramLabel = "PROMPT",
      arity = "0..*",
      description = "What to draw, in quotation marks.")
  private List<String> prompts = new ArrayList<>();

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description = "More prompts, one in each line; lines of nothing do not count.")
  private Path file;

  @Option(
      names = "--negative",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What not to draw. Without effect at --scale 1; at 0 it is what is drawn.")
  private String negative;

  /** The file of prompts, if there is one. */
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /** What not to draw; may be empty. */
  String negative() {
    return negative;
  }

  /**
   * All prompts, in order.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if there is none
   */
  List<String> prompts() throws IOException {
    List<String> all = new ArrayList<>(prompts);
    if (file != null) {
      all.addAll(lines());
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "say what to draw, as in: generate \"a large red seven\", or name a file with --prompts");
    }
    return all;
  }

  private List<String> lines() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("--prompts " + file + " is no file");
    }
    List<String> lines = TextFile.lines(file);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("--prompts " + file + " has no line with a prompt");
    }
    return lines;
  }
}
