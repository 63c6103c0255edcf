package io.tweedie.cli.demo;

import io.tweedie.cli.terminal.CommonOptions;
import io.tweedie.core.file.Folders;
import io.tweedie.restore.record.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an experiment found: pictures, tables and sentences, gathered for its end. */
final class DemoReport {

  private final CommonOptions common;
  private final RunRecord record;
  private final List<String> lines = new ArrayList<>();

  /** Begins the record, and its clock. */
  DemoReport(CommonOptions common) throws IOException {
    this.common = common;
    Folders.make(common.out());
    record = common.record();
  }

  /** A file of the experiment. */
  Path file(String name) {
    return common.out().resolve(name);
  }

  /** Tells a number, under its name in the record and in a sentence. */
  void number(String field, double value, String sentence) {
    record.put(field, value);
    lines.add(String.format(Locale.ROOT, sentence, value));
  }

  /** Tells a table, as {@code name.csv} and under that name in the record. */
  void table(String name, String title, Table table) throws IOException {
    lines.add(title);
    lines.addAll(table.lines());
    record.put(name, table.json());
    output(table.writeCsv(file(name + ".csv")));
  }

  /** A file is written. */
  void output(Path file) throws IOException {
    record.output(file);
    lines.add("-> " + file);
  }

  /** Writes the record and tells all. */
  void end() throws IOException {
    common.result(record.write(common.out()), lines);
  }
}
