package io.tweedie.eval.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Pictures in rows, each under the same heads. A click enlarges one.
 *
 * @param title above them
 * @param text a paragraph below the title; may be empty
 * @param heads of the columns
 * @param rows from top to bottom, each with at most one picture per head
 */
public record Strips(String title, String text, List<String> heads, List<Row> rows)
    implements Part {

  /** A row with its name at the left. */
  public record Row(String name, List<Frame> frames) {}

  /**
   * A picture.
   *
   * @param caption below it; may be empty
   */
  public record Frame(Path file, String caption) {}

  /** Copies the lists. */
  public Strips {
    heads = List.copyOf(heads);
    rows = List.copyOf(rows);
  }

  @Override
  public String kind() {
    return "strips";
  }

  @Override
  public List<Path> pictures() {
    return rows.stream().flatMap(row -> row.frames().stream().map(Frame::file)).toList();
  }

  @Override
  public Object view(EmbeddedPictures embedded) {
    return Map.of(
        "title",
        title,
        "text",
        text,
        "heads",
        heads,
        "rows",
        rows.stream().map(row -> view(row, embedded)).toList());
  }

  private static Map<String, Object> view(Row row, EmbeddedPictures embedded) {
    return Map.of(
        "name",
        row.name(),
        "frames",
        row.frames().stream()
            .map(f -> Map.of("uri", embedded.uri(f.file()), "caption", f.caption()))
            .toList());
  }
}
