package io.tweedie.eval.report;

/**
 * The title of what follows, up to the next one. The head of the page lists them.
 *
 * @param title one line
 * @param text a paragraph below it; may be empty
 */
public record Heading(String title, String text) implements Part {

  @Override
  public String kind() {
    return "heading";
  }

  /** What links lead to. */
  public String anchor() {
    return title.replaceAll("[^A-Za-z0-9]+", "-");
  }
}
