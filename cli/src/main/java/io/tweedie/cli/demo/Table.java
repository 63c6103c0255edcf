package io.tweedie.cli.demo;

import io.tweedie.core.file.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows of names and numbers, as people, spreadsheets and programs want them. */
final class Table {

  private final List<String> columns;
  private final List<List<Object>> rows = new ArrayList<>();

  Table(String... columns) {
    this.columns = List.of(columns);
  }

  /** Adds a row of as many values as there are columns. */
  Table add(Object... values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          "expected %d values, got %d".formatted(columns.size(), values.length));
    }
    rows.add(List.of(values));
    return this;
  }

  /** Lines of aligned columns, numbers with four digits. */
  List<String> lines() {
    List<List<String>> cells = new ArrayList<>(List.of(columns));
    rows.forEach(row -> cells.add(row.stream().map(Table::shortened).toList()));
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      widths.add(cells.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    }
    return cells.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append("  ").append(row.get(i)).append(" ".repeat(widths.get(i) - row.get(i).length()));
    }
    return line.toString().stripTrailing();
  }

  private static String shortened(Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.4g", number)
        : value.toString();
  }

  /** Writes comma-separated values; names must hold no commas. */
  Path writeCsv(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(String.join(",", columns)));
    rows.forEach(
        row -> lines.add(row.stream().map(Object::toString).collect(Collectors.joining(","))));
    WholeFile.write(file, String.join("\n", lines) + "\n");
    return file;
  }

  /** One object for each row. */
  List<Map<String, Object>> json() {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (List<Object> row : rows) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        object.put(columns.get(i), row.get(i));
      }
      objects.add(object);
    }
    return objects;
  }
}
