package io.tweedie.models.clip.tokenizer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;

/**
 * Encodes words by merging the pair of neighbours of lowest rank, again and again. A word of n
 * bytes takes O(n log n).
 */
final class BytePairEncoding {

  private static final int GONE = -1;

  private record Merged(int rank, int id) {}

  private final Map<Integer, String> tokens = new HashMap<>();
  private final Map<Long, Merged> merges = new HashMap<>();
  private final int[] inside = new int[256];
  private final int[] last = new int[256];

  /**
   * Prepares a vocabulary.
   *
   * @param unknown number of the token of bytes that the vocabulary lacks
   */
  BytePairEncoding(BytePairVocabulary vocabulary, int unknown) {
    Map<String, Integer> ids = vocabulary.ids();
    ids.forEach((token, id) -> tokens.put(id, token));
    List<BytePairVocabulary.Merge> ordered = vocabulary.merges();
    for (int rank = 0; rank < ordered.size(); rank++) {
      BytePairVocabulary.Merge merge = ordered.get(rank);
      merges.putIfAbsent(
          pair(ids.get(merge.left()), ids.get(merge.right())),
          new Merged(rank, ids.get(merge.merged())));
    }
    for (int value = 0; value < inside.length; value++) {
      String letter = ByteAlphabet.letter((byte) value);
      inside[value] = ids.getOrDefault(letter, unknown);
      last[value] = ids.getOrDefault(letter + BytePairVocabulary.END_OF_WORD, unknown);
    }
  }

  private static long pair(int left, int right) {
    return (long) left << Integer.SIZE | right & 0xFFFFFFFFL;
  }

  /** The token of a number, or nothing. */
  String token(int id) {
    return tokens.getOrDefault(id, "");
  }

  /**
   * Encodes one word.
   *
   * @param word its bytes, at least one
   * @param ids is told the number of each token in turn
   */
  void encode(byte[] word, IntConsumer ids) {
    int[] symbols = new int[word.length];
    int[] next = new int[word.length];
    int[] previous = new int[word.length];
    for (int i = 0; i < word.length; i++) {
      boolean ends = i == word.length - 1;
      symbols[i] = (ends ? last : inside)[word[i] & 0xFF];
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    // Rank above position in one number: of equal pairs the leftmost comes first.
    PriorityQueue<Long> candidates = new PriorityQueue<>();
    for (int i = 0; i + 1 < word.length; i++) {
      offer(candidates, symbols, i, i + 1);
    }
    while (!candidates.isEmpty()) {
      long candidate = candidates.poll();
      int left = (int) candidate;
      int right = symbols[left] == GONE ? word.length : next[left];
      if (right == word.length) {
        continue;
      }
      Merged merged = merges.get(pair(symbols[left], symbols[right]));
      if (merged == null || merged.rank() != (int) (candidate >>> Integer.SIZE)) {
        continue;
      }
      symbols[left] = merged.id();
      symbols[right] = GONE;
      next[left] = next[right];
      if (next[left] < word.length) {
        previous[next[left]] = left;
        offer(candidates, symbols, left, next[left]);
      }
      if (previous[left] >= 0) {
        offer(candidates, symbols, previous[left], left);
      }
    }
    for (int i = 0; i < word.length; i = next[i]) {
      ids.accept(symbols[i]);
    }
  }

  private void offer(PriorityQueue<Long> candidates, int[] symbols, int left, int right) {
    Merged merged = merges.get(pair(symbols[left], symbols[right]));
    if (merged != null) {
      candidates.add(pair(merged.rank(), left));
    }
  }
}
