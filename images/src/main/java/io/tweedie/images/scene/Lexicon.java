package io.tweedie.images.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The words of captions. */
final class Lexicon {

  static final String BACKGROUND = "background";
  static final List<String> OPENERS = List.of("picture of", "image of", "drawing of");

  private static final Set<String> ARTICLES = Set.of("a", "an", "the");
  private static final Set<String> FILLERS =
      Set.of("and", "with", "on", "of", "picture", "image", "drawing");
  private static final Map<List<String>, List<Wording>> PHRASES = phrases();
  private static final int LONGEST = PHRASES.keySet().stream().mapToInt(List::size).max().orElse(1);

  private Lexicon() {}

  /** The lower-case words of a text, without punctuation. */
  static List<String> split(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  static boolean isArticle(String word) {
    return ARTICLES.contains(word);
  }

  static boolean isFiller(String word) {
    return FILLERS.contains(word);
  }

  /**
   * The longest run of words, from one on, that has a meaning.
   *
   * @return how many words; 0 if the first begins nothing
   */
  static int matching(List<String> words, int from) {
    for (int length = Math.min(LONGEST, words.size() - from); length > 0; length--) {
      if (PHRASES.containsKey(words.subList(from, from + length))) {
        return length;
      }
    }
    return 0;
  }

  /** What words may mean that match. */
  static List<Wording> meanings(List<String> phrase) {
    return PHRASES.get(phrase);
  }

  /** Every word that captions use, in alphabetical order. */
  static Set<String> vocabulary() {
    Set<String> words = new TreeSet<>(ARTICLES);
    words.addAll(FILLERS);
    words.add(BACKGROUND);
    PHRASES.keySet().forEach(words::addAll);
    return Collections.unmodifiableSet(words);
  }

  private static Map<List<String>, List<Wording>> phrases() {
    Map<List<String>, List<Wording>> phrases = new HashMap<>();
    Stream.<Wording[]>of(
            Kind.values(),
            Colour.values(),
            Size.values(),
            Place.values(),
            Tilt.values(),
            Texture.values(),
            Pattern.values(),
            Relation.values())
        .flatMap(Arrays::stream)
        .forEach(
            meaning ->
                meaning
                    .words()
                    .forEach(
                        words ->
                            phrases
                                .computeIfAbsent(split(words), key -> new ArrayList<>())
                                .add(meaning)));
    return phrases;
  }
}
