package io.tweedie.models.clip.tokenizer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which tokens have a meaning, by what is written.
 *
 * @param begin begins a text
 * @param end ends it
 * @param pad fills what is left of the context
 * @param unknown stands for bytes that the vocabulary lacks
 * @param added tokens that are found in a text as they are written
 */
record SpecialTokens(String begin, String end, int pad, String unknown, Map<String, Added> added) {

  /**
   * A token that is found in a text.
   *
   * @param id its number
   * @param cleaned whether it is looked for in the cleaned text, and not in the text as given
   */
  record Added(int id, boolean cleaned) {}

  SpecialTokens {
    added = Map.copyOf(added);
  }

  /** Whether a token begins or ends a text. */
  boolean isBoundary(String token) {
    return token.equals(begin) || token.equals(end);
  }

  /** The number of one of these tokens. */
  int id(String token, BytePairVocabulary vocabulary) {
    return added.containsKey(token) ? added.get(token).id() : vocabulary.ids().get(token);
  }

  /** Those that are looked for before or after the text is cleaned. */
  AddedTokens found(TextCleaning cleaning, boolean cleaned) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    added.forEach(
        (text, token) -> {
          if (token.cleaned() == cleaned) {
            ids.put(cleaned ? cleaning.apply(text) : text, token.id());
          }
        });
    return new AddedTokens(ids);
  }
}
