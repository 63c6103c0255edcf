package io.tweedie.cli.restore;

import io.tweedie.core.file.WholeFile;
import io.tweedie.core.solver.P2l;
import io.tweedie.eval.report.Csv;
import io.tweedie.models.clip.PromptReader;
import io.tweedie.restore.Event;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVPrinter;

/** What a prompt reads as while it is tuned: a row for each step and token. */
final class PromptLog implements AutoCloseable {

  private final PromptReader reader;
  private final StringWriter text = new StringWriter();
  private final CSVPrinter csv;

  PromptLog(PromptReader reader) throws IOException {
    this.reader = reader;
    this.csv = new CSVPrinter(text, Csv.format(List.of("step", "place", "token", "distance")));
  }

  /** A step is done. */
  void stepped(Event event) {
    event.kept(P2l.PROMPT).ifPresent(prompt -> reader.read(prompt).forEach(r -> add(event, r)));
  }

  private void add(Event event, PromptReader.Read read) {
    try {
      csv.printRecord(
          event.step(),
          read.place(),
          read.token(),
          String.format(Locale.ROOT, "%.4f", read.distance()));
    } catch (IOException e) {
      throw new AssertionError("a string cannot fail to be written", e);
    }
  }

  /** Writes all rows. */
  void write(Path file) throws IOException {
    WholeFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    reader.close();
  }
}
