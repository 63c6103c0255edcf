package io.tweedie.eval.report;

/** Words in LaTeX. */
public final class Latex {

  private Latex() {}

  /** A text in which no letter is a command. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(letter -> escaped.append(escape((char) letter)));
    return escaped.toString();
  }

  private static String escape(char letter) {
    return switch (letter) {
      case '\\' -> "\\textbackslash{}";
      case '~' -> "\\textasciitilde{}";
      case '^' -> "\\textasciicircum{}";
      case '&', '%', '$', '#', '_', '{', '}' -> "\\" + letter;
      default -> String.valueOf(letter);
    };
  }
}
