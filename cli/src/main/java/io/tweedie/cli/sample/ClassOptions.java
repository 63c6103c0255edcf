package io.tweedie.cli.sample;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Of which classes images are drawn. */
final class ClassOptions {

  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

  @Option(
      names = "--classes",
      paramLabel = "K-K|K,...",
      description = "Several classes, a row of the grid for each, as 0-9 or 3,5,7.")
  private String classes;

  /** Whether each class gets a row. */
  boolean byRows() {
    return classes != null;
  }

  /**
   * The classes in order; none if images are drawn from all.
   *
   * @param label the one of --class
   * @throws IllegalArgumentException if the options do not go together
   */
  List<Long> classes(Optional<Long> label) {
    if (label.isPresent() && classes != null) {
      throw new IllegalArgumentException("--class is for one class and --classes for several");
    }
    return classes != null ? parse(classes) : label.stream().toList();
  }

  private static List<Long> parse(String text) {
    return Stream.of(text.split(",", -1)).flatMap(part -> range(part, text).boxed()).toList();
  }

  private static LongStream range(String part, String text) {
    Matcher matcher = RANGE.matcher(part);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--classes are numbers and ranges, as 0-9 or 3,5,7, not '" + text + "'");
    }
    long first = Long.parseLong(matcher.group(1));
    long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
    if (last < first) {
      throw new IllegalArgumentException("--classes: %d-%d is empty".formatted(first, last));
    }
    return LongStream.rangeClosed(first, last);
  }
}
