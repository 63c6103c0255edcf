package io.tweedie.models.clip.tokenizer;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/** What is done to a text, and how it is divided into words then: the two ways in use. */
public enum TextCleaning {
  /**
   * Of transformers ({@code CLIPTokenizer} since version 5, {@code CLIPTokenizerFast} before):
   * composed characters (NFC), single spaces, lower case letter by letter. Control characters and
   * HTML entities stay.
   */
  TRANSFORMERS(
      // Words that look like special tokens are three words, whatever signs stand around them.
      "<\\|(?=(?:startoftext|endoftext)\\|>)|(?<=<\\|(?:startoftext|endoftext))\\|>|" + Words.ALL,
      0) {
    @Override
    String clean(String text) {
      String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
      String spaced = WHITESPACE.matcher(composed).replaceAll(" ");
      StringBuilder lower = new StringBuilder(spaced.length());
      spaced
          .codePoints()
          .forEach(
              point -> {
                // Alone, so that a sigma does not know whether it ends a word.
                lower.append(Character.toString(point).toLowerCase(Locale.ROOT));
              });
      return lower.toString();
    }
  },
  /**
   * Of OpenAI's code: text is repaired as ftfy would ({@link TextRepair}), HTML entities become
   * what they stand for, twice, and then single spaces and lower case.
   */
  ORIGINAL(
      "<\\|startoftext\\|>|<\\|endoftext\\|>|" + Words.ALL,
      Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE) {
    @Override
    String clean(String text) {
      String repaired = TextRepair.repair(text);
      String plain = Parser.unescapeEntities(Parser.unescapeEntities(repaired, false), false);
      return WHITESPACE.matcher(plain).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }
  };

  private static final Pattern WHITESPACE =
      Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern LONE_SURROGATE = Pattern.compile("[\\x{D800}-\\x{DFFF}]");

  private final Pattern words;

  TextCleaning(String words, int flags) {
    this.words = Pattern.compile(words, flags | Pattern.UNICODE_CHARACTER_CLASS);
  }

  /** What both take for a word: contractions, letters, one digit, other signs. */
  private static final class Words {
    static final String ALL = "'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+";
  }

  abstract String clean(String text);

  /** The text as it is divided into words; halves of characters become U+FFFD. */
  String apply(String text) {
    return clean(LONE_SURROGATE.matcher(text).replaceAll("\uFFFD"));
  }

  /** The words of a text, cleaned. */
  public List<String> divide(String text) {
    return words(apply(text)).results().map(MatchResult::group).toList();
  }

  /** Finds the words of a cleaned text. */
  Matcher words(String cleaned) {
    return words.matcher(cleaned);
  }
}
