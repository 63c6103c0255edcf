package io.tweedie.eval.report;

import io.tweedie.core.file.WholeFile;
import java.io.IOException;
import java.io.StringWriter;
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
   * Writes a file in UTF-8, whole or not at all.
   *
   * @param header names of the columns
   * @param lines their values
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, List<String> header, Iterable<? extends Iterable<?>> lines)
      throws IOException {
    StringWriter text = new StringWriter();
    try (CSVPrinter csv = new CSVPrinter(text, format(header))) {
      csv.printRecords(lines);
    }
    WholeFile.write(file, text.toString());
  }
}
