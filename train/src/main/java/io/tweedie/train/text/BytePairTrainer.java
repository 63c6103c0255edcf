package io.tweedie.train.text;

import io.tweedie.models.clip.tokenizer.BytePairVocabulary;
import io.tweedie.models.clip.tokenizer.BytePairVocabulary.Merge;
import io.tweedie.models.clip.tokenizer.TextCleaning;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Learns the merges of a byte-pair encoding from texts (Sennrich, Haddow, Birch: Neural machine
 * translation of rare words with subword units, 2016, algorithm 1), over bytes: again and again the
 * pair of neighbours that is most frequent within words becomes one token. Of equally frequent
 * pairs the first by alphabet is taken, so that the order of the texts does not matter.
 */
public final class BytePairTrainer {

  /** A pair that stands once saves no token elsewhere. */
  private static final long LEAST = 2;

  private static final Comparator<Map.Entry<Merge, Long>> BETTER =
      Map.Entry.<Merge, Long>comparingByValue()
          .thenComparing(
              Map.Entry.<Merge, Long>comparingByKey(
                  Comparator.comparing(Merge::left).thenComparing(Merge::right).reversed()));

  private static final class Word {

    private final List<String> parts = new ArrayList<>();
    private final long count;

    Word(String text, long count) {
      this.count = count;
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < bytes.length; i++) {
        String end = i == bytes.length - 1 ? BytePairVocabulary.END_OF_WORD : "";
        parts.add(BytePairVocabulary.letter(bytes[i]) + end);
      }
    }

    void countPairs(Map<Merge, Long> counts) {
      for (int i = 0; i + 1 < parts.size(); i++) {
        counts.merge(new Merge(parts.get(i), parts.get(i + 1)), count, Long::sum);
      }
    }

    void apply(Merge merge) {
      for (int i = 0; i + 1 < parts.size(); i++) {
        if (parts.get(i).equals(merge.left()) && parts.get(i + 1).equals(merge.right())) {
          parts.set(i, merge.merged());
          parts.remove(i + 1);
        }
      }
    }
  }

  private BytePairTrainer() {}

  /**
   * Learns a vocabulary, numbered as CLIP's is.
   *
   * @param texts such as captions; cleaned as {@link TextCleaning#TRANSFORMERS} does
   * @param merges how many tokens are learned besides the 512 of single bytes; fewer if no pair of
   *     tokens stands twice any more
   * @throws IllegalArgumentException if the number is negative
   */
  public static BytePairVocabulary learn(Stream<String> texts, int merges) {
    if (merges < 0) {
      throw new IllegalArgumentException("the number of merges must not be negative: " + merges);
    }
    List<Word> words = words(texts);
    List<Merge> learned = new ArrayList<>();
    while (learned.size() < merges) {
      Optional<Merge> best = mostFrequent(words);
      if (best.isEmpty()) {
        break;
      }
      learned.add(best.get());
      words.forEach(word -> word.apply(best.get()));
    }
    return BytePairVocabulary.of(learned);
  }

  private static List<Word> words(Stream<String> texts) {
    Map<String, Long> counts = new TreeMap<>();
    texts
        .flatMap(text -> TextCleaning.TRANSFORMERS.divide(text).stream())
        .forEach(word -> counts.merge(word, 1L, Long::sum));
    List<Word> words = new ArrayList<>();
    counts.forEach((word, count) -> words.add(new Word(word, count)));
    return words;
  }

  private static Optional<Merge> mostFrequent(List<Word> words) {
    Map<Merge, Long> counts = new HashMap<>();
    words.forEach(word -> word.countPairs(counts));
    return counts.entrySet().stream()
        .max(BETTER)
        .filter(best -> best.getValue() >= LEAST)
        .map(Map.Entry::getKey);
  }
}
