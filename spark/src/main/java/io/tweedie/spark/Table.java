package io.tweedie.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Tables in Parquet, a file each. The driver writes them, as it has the rows: to start Spark's SQL
 * takes longer.
 */
final class Table {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Table() {}

  /** What a column holds; any value may be missing. */
  enum Kind {
    INTEGER,
    LONG,
    REAL,
    TEXT;

    private Type column(String name) {
      return switch (this) {
        case INTEGER -> Types.optional(PrimitiveTypeName.INT32).named(name);
        case LONG -> Types.optional(PrimitiveTypeName.INT64).named(name);
        case REAL -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
        case TEXT ->
            Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
      };
    }

    private void add(Group row, int column, String value) {
      switch (this) {
        case INTEGER -> row.add(column, Integer.parseInt(value));
        case LONG -> row.add(column, Long.parseLong(value));
        case REAL -> row.add(column, Double.parseDouble(value));
        case TEXT -> row.add(column, value);
      }
    }

    private boolean holds(String value) {
      try {
        add(new SimpleGroup(new MessageType("row", column("value"))), 0, value);
        return true;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    /** The narrowest that holds all values; text, where there is none. */
    private static Kind of(List<String> values) {
      return values.isEmpty()
          ? TEXT
          : Stream.of(values())
              .filter(kind -> values.stream().allMatch(kind::holds))
              .findFirst()
              .orElse(TEXT);
    }
  }

  /** A column. */
  record Column(String name, Kind kind) {}

  /**
   * Writes a table in place of any that was there.
   *
   * @param rows each a JSON object; fields that are no columns are left out
   * @param name of the file
   */
  static void ofJson(List<Column> columns, List<String> rows, Store store, String name)
      throws IOException {
    write(columns, rows.stream().map(row -> values(columns, row)), store, name);
  }

  private static List<String> values(List<Column> columns, String row) {
    try {
      JsonNode fields = JSON.readTree(row);
      return columns.stream().map(column -> fields.path(column.name()).asText("")).toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Writes a table that is there as CSV with a header. A column is of the narrowest kind that holds
   * its values.
   *
   * @param name of the file
   */
  static void ofCsv(Path csv, Store store, String name) throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader = Files.newBufferedReader(csv);
        CSVParser parser = format.parse(reader)) {
      List<CSVRecord> records = parser.getRecords();
      List<Column> columns = new ArrayList<>();
      for (String header : parser.getHeaderNames()) {
        List<String> values =
            records.stream().map(r -> r.get(header)).filter(v -> !v.isEmpty()).toList();
        columns.add(new Column(header, Kind.of(values)));
      }
      write(columns, records.stream().map(CSVRecord::toList), store, name);
    }
  }

  /**
   * Writes rows.
   *
   * @param rows values in the order of the columns; an empty one is missing
   */
  private static void write(
      List<Column> columns, Stream<List<String>> rows, Store store, String name)
      throws IOException {
    MessageType schema =
        new MessageType(
            "row", columns.stream().map(column -> column.kind().column(column.name())).toList());
    store.write(
        name,
        part -> {
          try (ParquetWriter<Group> writer =
              ExampleParquetWriter.builder(new LocalOutputFile(part))
                  .withConf(new PlainParquetConfiguration())
                  .withType(schema)
                  .withCompressionCodec(CompressionCodecName.SNAPPY)
                  .build()) {
            for (List<String> row : (Iterable<List<String>>) rows::iterator) {
              writer.write(group(schema, columns, row));
            }
          }
        });
  }

  private static Group group(MessageType schema, List<Column> columns, List<String> row) {
    Group group = new SimpleGroup(schema);
    for (int k = 0; k < columns.size(); k++) {
      if (!row.get(k).isEmpty()) {
        columns.get(k).kind().add(group, k, row.get(k));
      }
    }
    return group;
  }
}
