package io.tweedie.cli.sample;

import picocli.CommandLine.Option;

/** Of which classes images are drawn. */
final class ClassOptions {

  @Option(
      names = "--classes",
      paramLabel = "K-K|K,...",
      description = "Several classes, a row of the grid for each, as 0-9 or 3,5,7.")
  private String classes;

  /** Whether each class gets a row. */
  boolean byRows() {
    return classes != null;
  }

  /** What is said. */
  String classes() {
    return classes;
  }
}
