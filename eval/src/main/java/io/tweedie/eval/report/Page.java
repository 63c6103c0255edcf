package io.tweedie.eval.report;

import com.samskivert.mustache.Mustache;
import io.tweedie.core.file.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A page that shows a run: one HTML file with all its pictures, which asks nothing of the network.
 * Readable on screens, light or dark, and on paper.
 *
 * @param title of the page
 * @param subtitle below it; may be empty
 * @param facts where it comes from
 * @param parts from top to bottom
 * @param remarks at its foot
 */
public record Page(
    String title, String subtitle, List<Fact> facts, List<Part> parts, List<String> remarks) {

  /** With base 64 and the page itself this stays under 20 MB. */
  private static final long PICTURE_BYTES = 13_000_000;

  /** Something to know about a run. */
  public record Fact(String name, String value) {}

  /** Copies the lists. */
  public Page {
    facts = List.copyOf(facts);
    parts = List.copyOf(parts);
    remarks = List.copyOf(remarks);
  }

  /**
   * Writes the page.
   *
   * @throws IOException if a picture cannot be read or the page cannot be written
   */
  public void write(Path file) throws IOException {
    write(file, PICTURE_BYTES);
  }

  /**
   * Writes the page.
   *
   * @param pictureBytes of all pictures together; in base 64 they are a third more
   * @throws IOException if a picture cannot be read or the page cannot be written
   */
  public void write(Path file, long pictureBytes) throws IOException {
    List<Path> pictures = parts.stream().flatMap(p -> p.pictures().stream()).distinct().toList();
    EmbeddedPictures embedded = EmbeddedPictures.within(pictureBytes, pictures);
    List<Heading> headings =
        parts.stream().filter(Heading.class::isInstance).map(Heading.class::cast).toList();
    String html =
        Mustache.compiler()
            .emptyStringIsFalse(true)
            .compile(resource("page.mustache"))
            .execute(
                Map.of(
                    "title",
                    title,
                    "subtitle",
                    subtitle,
                    "facts",
                    facts,
                    "contents",
                    headings.size() > 1 ? headings : List.of(),
                    "parts",
                    parts.stream().map(p -> Map.of(p.kind(), p.view(embedded))).toList(),
                    "remarks",
                    Stream.concat(remarks.stream(), embedded.remarks()).toList(),
                    "style",
                    resource("page.css"),
                    "script",
                    resource("page.js")));
    WholeFile.write(file, html);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
