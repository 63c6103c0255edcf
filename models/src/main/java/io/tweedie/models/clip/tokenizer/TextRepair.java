package io.tweedie.models.clip.tokenizer;

import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/**
 * What the Python package ftfy 6 does to text by default, which OpenAI's CLIP was trained with,
 * except for one thing: text that was decoded by the wrong character set ("Ã©" for "é") stays as it
 * is.
 */
final class TextRepair {

  /** Until nothing changes, says ftfy; a text of nested entities could take as many as it likes. */
  private static final int MOST_PASSES = 16;

  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final Pattern ENTITY = Pattern.compile("&#?[0-9A-Za-z]{1,24};");
  private static final Pattern TERMINAL_ESCAPE = Pattern.compile("\\x1B\\[[\\d;]*[a-zA-Z]");
  private static final Pattern OLD_CONTROL = Pattern.compile("[\\x80-\\x9F]");
  private static final Pattern LIGATURE =
      Pattern.compile(
          "[\\u0132\\u0133\\u0149\\u01C4-\\u01CC\\u01F1-\\u01F3\\uFB00-\\uFB04\\uFB06]");
  private static final Pattern OTHER_WIDTH = Pattern.compile("[\\u3000\\uFF01-\\uFFEF]");
  private static final Pattern DOUBLE_QUOTE = Pattern.compile("[\\u201C-\\u201F]");
  private static final Pattern SINGLE_QUOTE = Pattern.compile("[\\u02BC\\u2018-\\u201B]");
  private static final Pattern LINE_BREAK = Pattern.compile("\r\n|[\r\\u2028\\u2029\\x85]");
  private static final Pattern CONTROL =
      Pattern.compile("[\\x00-\\x08\\x0B\\x0E-\\x1F\\x7F\\u206A-\\u206F\\uFEFF\\uFFF9-\\uFFFC]");

  private TextRepair() {}

  /** Repairs line by line. From the first line with a {@code <} on, entities are left alone. */
  static String repair(String text) {
    StringBuilder repaired = new StringBuilder(text.length());
    boolean markup = false;
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline + 1;
      String line = text.substring(start, end);
      markup |= line.indexOf('<') >= 0;
      repaired.append(stable(line, markup ? UnaryOperator.identity() : TextRepair::entities));
      start = end;
    }
    return repaired.toString();
  }

  private static String stable(String line, UnaryOperator<String> entities) {
    String current = line;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      String next = once(entities.apply(current));
      if (next.equals(current)) {
        break;
      }
      current = next;
    }
    return current;
  }

  private static String once(String line) {
    String text = TERMINAL_ESCAPE.matcher(line).replaceAll("");
    text = replace(OLD_CONTROL, text, TextRepair::asWindows);
    text = replace(LIGATURE, text, TextRepair::compatible);
    text = replace(OTHER_WIDTH, text, TextRepair::compatible);
    text = DOUBLE_QUOTE.matcher(text).replaceAll("\"");
    text = SINGLE_QUOTE.matcher(text).replaceAll("'");
    text = LINE_BREAK.matcher(text).replaceAll("\n");
    text = CONTROL.matcher(text).replaceAll("");
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  private static String replace(Pattern pattern, String text, UnaryOperator<String> replacement) {
    return pattern
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(replacement.apply(match.group())));
  }

  private static String entities(String text) {
    return replace(ENTITY, text, TextRepair::entity);
  }

  /** Only whole ones; those of small letters may be written in capitals and mean capitals then. */
  private static String entity(String written) {
    String plain = Parser.unescapeEntities(written, false);
    if (plain.equals(written) && written.equals(written.toUpperCase(Locale.ROOT))) {
      String small = written.toLowerCase(Locale.ROOT);
      String meant = Parser.unescapeEntities(small, false);
      plain = meant.equals(small) ? written : meant.toUpperCase(Locale.ROOT);
    }
    return plain.endsWith(";") ? written : plain;
  }

  /** A control character of Latin-1 is meant as the letter that Windows has there, if any. */
  private static String asWindows(String control) {
    String letter = new String(new byte[] {(byte) control.charAt(0)}, WINDOWS);
    return letter.equals("\uFFFD") ? control : letter;
  }

  private static String compatible(String character) {
    return Normalizer.normalize(character, Normalizer.Form.NFKC);
  }
}
