package io.tweedie.eval.metric;

import io.tweedie.core.file.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * What pictures should show: a text file with one prompt per line, in the order of the pictures'
 * names, or a CSV file with the columns {@code file}, {@code prompt} and perhaps {@code rating}.
 */
public final class PromptFile {

  private static final String FILE = "file";
  private static final String PROMPT = "prompt";
  private static final String RATING = "rating";

  private final Path source;
  private final List<Line> lines;

  private record Line(String file, String prompt, OptionalDouble rating) {}

  /**
   * A picture with what it should show.
   *
   * @param file the picture
   * @param prompt what it should show
   * @param rating how well it does, as a person says
   */
  public record Prompted(Path file, String prompt, OptionalDouble rating) {}

  private PromptFile(Path source, List<Line> lines) {
    this.source = source;
    this.lines = lines;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if a column is missing or a rating is no number
   */
  public static PromptFile read(Path source) throws IOException {
    boolean table = source.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    return new PromptFile(source, table ? table(source) : plain(source));
  }

  private static List<Line> plain(Path source) throws IOException {
    return TextFile.read(source)
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> new Line("", line, OptionalDouble.empty()))
        .toList();
  }

  private static List<Line> table(Path source) throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).setTrim(true).get();
    List<Line> lines = new ArrayList<>();
    try (CSVParser parser = CSVParser.parse(TextFile.read(source), format)) {
      for (String column : List.of(FILE, PROMPT)) {
        if (!parser.getHeaderNames().contains(column)) {
          throw new IllegalArgumentException(
              "%s: there is no column '%s'; it has: %s"
                  .formatted(source, column, String.join(", ", parser.getHeaderNames())));
        }
      }
      for (CSVRecord row : parser) {
        lines.add(new Line(row.get(FILE), row.get(PROMPT), rating(source, row)));
      }
    }
    return lines;
  }

  private static OptionalDouble rating(Path source, CSVRecord row) {
    if (!row.isMapped(RATING) || row.get(RATING).isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      double rating = Double.parseDouble(row.get(RATING));
      if (Double.isFinite(rating)) {
        return OptionalDouble.of(rating);
      }
    } catch (NumberFormatException e) {
      // Said below, with where it stands.
    }
    throw new IllegalArgumentException(
        "%s, line %d: the rating '%s' is no number"
            .formatted(source, row.getRecordNumber() + 1, row.get(RATING)));
  }

  /**
   * Gives each picture its prompt.
   *
   * @param pictures in the order of their names
   * @return of a table the pictures that it names, in its order
   * @throws IllegalArgumentException if the numbers differ, or a picture that is named is not there
   */
  public List<Prompted> pairs(List<Path> pictures) {
    boolean table = lines.stream().anyMatch(line -> !line.file().isEmpty());
    if (lines.isEmpty() || !table && lines.size() != pictures.size()) {
      throw new IllegalArgumentException(
          "%s has %d prompts for %d pictures; one per line is expected, or a CSV file with names"
              .formatted(source, lines.size(), pictures.size()));
    }
    Map<String, Path> byName =
        pictures.stream()
            .collect(
                Collectors.toMap(
                    file -> file.getFileName().toString(),
                    file -> file,
                    (first, second) -> first,
                    LinkedHashMap::new));
    List<Prompted> pairs = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      Path file = table ? byName.get(line.file()) : pictures.get(i);
      if (file == null) {
        throw new IllegalArgumentException(
            "%s names the picture '%s', which is not there".formatted(source, line.file()));
      }
      pairs.add(new Prompted(file, line.prompt(), line.rating()));
    }
    return pairs;
  }
}
