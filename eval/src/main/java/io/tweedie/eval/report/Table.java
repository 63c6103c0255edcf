package io.tweedie.eval.report;

import java.util.List;

/**
 * A table that readers sort by clicking on its head.
 *
 * @param title above it; may be empty
 * @param columns from left to right
 * @param rows from top to bottom, each with one value per column
 * @param notes below it, one line each
 * @param legend what the numbers are; may be empty
 */
public record Table(
    String title, List<Column> columns, List<Row> rows, List<String> notes, String legend)
    implements Part {

  /** Copies the lists and refuses rows that do not fill the columns. */
  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
    for (Row row : rows) {
      if (row.values().size() != columns.size()) {
        throw new IllegalArgumentException(
            "a row of %d values in a table of %d columns"
                .formatted(row.values().size(), columns.size()));
      }
    }
  }

  @Override
  public String kind() {
    return "table";
  }

  /** What is in a column. */
  public enum Align {
    /** Words, sorted by letters. */
    TEXT,
    /** Numbers, sorted by {@link Value#order}, the largest first. */
    NUMBER;

    /** Its name in the style sheet. */
    public String style() {
      return this == TEXT ? "text" : "number";
    }
  }

  /** The head of a column. */
  public record Column(String name, Align align) {

    /** Of words. */
    public static Column text(String name) {
      return new Column(name, Align.TEXT);
    }

    /** Of numbers. */
    public static Column number(String name) {
      return new Column(name, Align.NUMBER);
    }
  }

  /**
   * A row.
   *
   * @param kind its name in the style sheet; may be empty
   */
  public record Row(String kind, List<Value> values) {}

  /**
   * An entry.
   *
   * @param text as shown
   * @param order where it sorts among numbers; negative infinity for what is none
   * @param tone its name in the style sheet: "up" for good, "down" for bad, "best", "tied" for what
   *     cannot be told from the best; otherwise empty
   * @param aside smaller words behind; may be empty
   * @param link where a click leads; empty for nowhere
   */
  public record Value(String text, double order, String tone, String aside, String link) {

    /** Words. */
    public static Value text(String text) {
      return new Value(text, Double.NEGATIVE_INFINITY, "", "", "");
    }

    /** A number as it is shown. */
    public static Value number(String text, double order) {
      return new Value(text, order, "", "", "");
    }

    /** A number with so many decimals. */
    public static Value number(double value, int decimals) {
      return number(Numbers.fixed(value, decimals), value);
    }

    /** A number as {@link Numbers#plain} shows it. */
    public static Value number(double value) {
      return number(Numbers.plain(value), value);
    }

    /**
     * A share as percent.
     *
     * @param share from 0 to 1
     */
    public static Value percent(double share, int decimals) {
      return number(Numbers.fixed(100 * share, decimals) + " %", share);
    }

    /** An empty entry in a column of numbers. */
    public static Value none() {
      return text("");
    }

    /** The same in a tone. */
    public Value withTone(String tone) {
      return new Value(text, order, tone, aside, link);
    }

    /** The same that leads to a place on the page or to a file beside it. */
    public Value withLink(String link) {
      return new Value(text, order, tone, aside, link);
    }

    /**
     * The same with the standard error of a share behind, in percent.
     *
     * @param error of the share, which is from 0 to 1
     */
    public Value withError(double error) {
      return withAside("\u00b1 " + Numbers.fixed(100 * error, 1));
    }

    /** The same with smaller words behind. */
    public Value withAside(String aside) {
      return new Value(text, order, tone, aside, link);
    }
  }
}
