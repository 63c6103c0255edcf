package io.tweedie.eval.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Tables for programs: comma-separated values below a header, the same on every system. */
public final class Csv {

  private Csv() {}

  /**
   * The format; what it writes begins with the header.
   *
   * @param header names of the columns
   */
  public static CSVFormat format(List<String> header) {
    return CSVFormat.DEFAULT
        .builder()
        .setHeader(header.toArray(String[]::new))
        .setRecordSeparator('\n')
        .get();
  }

  /**
   * Begins a file with its header, in UTF-8.
   *
   * @throws IOException if the file cannot be written
   */
  public static CSVPrinter printer(Path file, List<String> header) throws IOException {
    return new CSVPrinter(Files.newBufferedWriter(file), format(header));
  }
}
