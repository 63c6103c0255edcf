package io.tweedie.spark;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Tables in Parquet. */
final class Table {

  private Table() {}

  /**
   * Writes a table in place of any that was there.
   *
   * @param schema names and types, as SQL writes them
   * @param rows each a JSON object; fields that the schema does not name are left out
   * @param path folder of the table, with its scheme
   */
  static void write(SparkSession session, String schema, List<String> rows, String path) {
    save(session.read().schema(schema).json(lines(session, rows)), path);
  }

  /**
   * Writes a table that is there as CSV.
   *
   * @param csv with a header
   * @param path folder of the table, with its scheme
   */
  static void ofCsv(SparkSession session, List<String> csv, String path) {
    save(
        session
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .option("escape", "\"")
            .csv(lines(session, csv)),
        path);
  }

  private static Dataset<String> lines(SparkSession session, List<String> lines) {
    return session.createDataset(lines, Encoders.STRING());
  }

  private static void save(Dataset<Row> table, String path) {
    table.coalesce(1).write().mode(SaveMode.Overwrite).parquet(path);
  }
}
