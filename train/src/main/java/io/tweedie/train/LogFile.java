package io.tweedie.train;

import io.tweedie.core.file.TextFile;
import io.tweedie.core.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The {@code log.csv} of a run: rows of numbers, of which the first is the step. */
public final class LogFile {

  private final Path file;
  private final List<List<Double>> rows = new ArrayList<>();

  /**
   * Continues the log in a folder, without what came after the step the run continues from.
   *
   * @throws IOException if it cannot be read
   */
  public LogFile(Path folder, long step) throws IOException {
    file = folder.resolve("log.csv");
    if (step > 0 && Files.exists(file)) {
      CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
      try (CSVParser parser = CSVParser.parse(TextFile.read(file), format)) {
        for (CSVRecord record : parser) {
          List<Double> row = record.stream().map(Double::valueOf).toList();
          if (row.get(0) <= step) {
            rows.add(row);
          }
        }
      }
    }
  }

  /**
   * Adds a row. The file is replaced by a whole one: a run that is killed meanwhile must be able to
   * go on.
   *
   * @param header names of the columns
   * @param format of a row, as {@link String#format} takes it
   * @throws IOException if the file cannot be written
   */
  public void add(String header, String format, List<Double> row) throws IOException {
    rows.add(row);
    String csv =
        rows.stream()
            .map(r -> String.format(Locale.ROOT, format, r.toArray()) + "\n")
            .collect(Collectors.joining("", header + "\n", ""));
    WholeFile.write(file, csv);
  }

  /** The numbers of a column, counted from 0. */
  double[] column(int column) {
    return rows.stream().mapToDouble(row -> row.get(column)).toArray();
  }
}
