package io.tweedie.models.clip.tokenizer;

import io.tweedie.models.clip.tokenizer.BytePairVocabulary.Merge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;

/**
 * Learns a byte-pair encoding from texts (Sennrich et al. 2016, algorithm 1): the most frequent
 * pair of neighbours within words becomes a token, again and again. Of equally frequent pairs the
 * first in alphabetical order does, so that the same texts always give the same vocabulary.
 */
public final class BytePairLearning {

  /** 256 bytes, the same at the end of words, and the two tokens around a text. */
  private static final int TOKENS_WITHOUT_MERGES = 514;

  private static final Comparator<Map.Entry<Merge, Integer>> RARER =
      Map.Entry.<Merge, Integer>comparingByValue()
          .thenComparing(
              Map.Entry.comparingByKey(
                  Comparator.comparing(Merge::left).thenComparing(Merge::right).reversed()));

  private final Map<List<String>, Integer> words = new HashMap<>();

  private BytePairLearning(Iterable<String> texts) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String text : texts) {
      Matcher matcher = TextCleaning.TRANSFORMERS.words(TextCleaning.TRANSFORMERS.apply(text));
      while (matcher.find()) {
        counts.merge(matcher.group(), 1, Integer::sum);
      }
    }
    counts.forEach((word, count) -> words.put(letters(word), count));
  }

  private static List<String> letters(String word) {
    List<String> letters = new ArrayList<>();
    for (byte value : word.getBytes(StandardCharsets.UTF_8)) {
      letters.add(ByteAlphabet.letter(value));
    }
    int last = letters.size() - 1;
    letters.set(last, letters.get(last) + BytePairVocabulary.END_OF_WORD);
    return letters;
  }

  /**
   * Learns a vocabulary.
   *
   * @param texts to learn from
   * @param tokens how many the vocabulary shall have; it has fewer where every word of the texts is
   *     a token before
   * @throws IllegalArgumentException if there is no room for the bytes
   */
  public static BytePairVocabulary learn(Iterable<String> texts, int tokens) {
    if (tokens < TOKENS_WITHOUT_MERGES) {
      throw new IllegalArgumentException(
          "a vocabulary of bytes has %d tokens before any merge, got %d"
              .formatted(TOKENS_WITHOUT_MERGES, tokens));
    }
    return new BytePairLearning(texts).learn(tokens - TOKENS_WITHOUT_MERGES);
  }

  private BytePairVocabulary learn(int additions) {
    List<Merge> merges = new ArrayList<>();
    Set<String> made = new LinkedHashSet<>();
    while (made.size() < additions) {
      Optional<Merge> next = mostFrequent();
      if (next.isEmpty()) {
        break;
      }
      merges.add(next.get());
      made.add(next.get().merged());
      merge(next.get());
    }
    return BytePairVocabulary.of(merges);
  }

  private Optional<Merge> mostFrequent() {
    Map<Merge, Integer> pairs = new HashMap<>();
    words.forEach(
        (symbols, count) -> {
          for (int i = 1; i < symbols.size(); i++) {
            pairs.merge(new Merge(symbols.get(i - 1), symbols.get(i)), count, Integer::sum);
          }
        });
    return pairs.entrySet().stream().max(RARER).map(Map.Entry::getKey);
  }

  private void merge(Merge pair) {
    Map<List<String>, Integer> before = new HashMap<>(words);
    words.clear();
    before.forEach((symbols, count) -> words.merge(merged(symbols, pair), count, Integer::sum));
  }

  private static List<String> merged(List<String> symbols, Merge pair) {
    List<String> merged = new ArrayList<>();
    for (int i = 0; i < symbols.size(); i++) {
      boolean here =
          i + 1 < symbols.size()
              && symbols.get(i).equals(pair.left())
              && symbols.get(i + 1).equals(pair.right());
      merged.add(here ? pair.merged() : symbols.get(i));
      i += here ? 1 : 0;
    }
    return merged;
  }
}
