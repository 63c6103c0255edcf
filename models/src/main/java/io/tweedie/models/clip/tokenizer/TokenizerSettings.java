package io.tweedie.models.clip.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What stands beside a vocabulary in the layout of transformers: which tokens are special, which
 * were added, and how many a text becomes.
 *
 * @param specials what is written for {@code bos_token}, {@code eos_token}, {@code pad_token} and
 *     {@code unk_token}, as far as it is said
 * @param added tokens that are found in a text as they are written
 * @param contextLength tokens of a text
 */
record TokenizerSettings(
    Map<String, String> specials, Map<String, Found> added, OptionalInt contextLength) {

  static final String CONFIG = "tokenizer_config.json";
  static final String SPECIAL = "special_tokens_map.json";
  static final String ADDED = "added_tokens.json";

  private static final List<String> ROLES =
      List.of("bos_token", "eos_token", "unk_token", "pad_token");
  private static final List<String> UNSUPPORTED = List.of("lstrip", "rstrip", "single_word");
  private static final Map<String, String> DEFAULTS = Map.of("bos_token", BytePairVocabulary.BEGIN);

  /** More than any network takes: so transformers says that nothing is known. */
  private static final int LARGEST_CONTEXT = 1 << 20;

  /**
   * A token that is found in a text.
   *
   * @param id its number, if it is not the vocabulary's
   * @param cleaned whether it is looked for in the cleaned text
   */
  record Found(Optional<Integer> id, boolean cleaned) {}

  /**
   * Puts together what files say. {@code special_tokens_map.json} counts for more than {@code
   * tokenizer_config.json}, unless that lists its added tokens, as it has done since transformers
   * 4.34.
   *
   * @param listed the {@code added_tokens} of {@code tokenizer.json}, or an empty array
   */
  static TokenizerSettings of(
      JsonNode config, JsonNode specialMap, JsonNode addedIds, JsonNode listed) {
    Map<String, String> specials = new LinkedHashMap<>();
    Map<String, Found> added = new LinkedHashMap<>();
    JsonNode decoder = config.path("added_tokens_decoder");
    boolean complete = !decoder.isEmpty();
    for (String role : ROLES) {
      JsonNode first = complete ? config.path(role) : specialMap.path(role);
      JsonNode second = complete ? specialMap.path(role) : config.path(role);
      JsonNode said = isSaid(first) ? first : second;
      if (isSaid(said)) {
        specials.put(role, text(said));
        add(added, said, Optional.empty());
      }
    }
    addedIds
        .properties()
        .forEach(
            entry ->
                added.put(entry.getKey(), new Found(Optional.of(entry.getValue().asInt()), true)));
    listed.forEach(token -> add(added, token, Optional.of(token.path("id").asInt())));
    decoder
        .properties()
        .forEach(
            entry -> add(added, entry.getValue(), Optional.of(Integer.valueOf(entry.getKey()))));
    JsonNode length = config.path("model_max_length");
    boolean known = length.isNumber() && length.asDouble() <= LARGEST_CONTEXT;
    return new TokenizerSettings(
        specials, added, known ? OptionalInt.of(length.asInt()) : OptionalInt.empty());
  }

  private static boolean isSaid(JsonNode token) {
    return !text(token).isEmpty();
  }

  private static String text(JsonNode token) {
    return token.isTextual() ? token.asText() : token.path("content").asText("");
  }

  private static void add(Map<String, Found> added, JsonNode token, Optional<Integer> id) {
    for (String flag : UNSUPPORTED) {
      if (token.path(flag).asBoolean()) {
        throw new IllegalArgumentException(
            "the token '%s' has '%s', which is not supported".formatted(text(token), flag));
      }
    }
    if (isSaid(token)) {
      added.put(text(token), new Found(id, token.path("normalized").asBoolean()));
    }
  }

  /**
   * The special tokens of a vocabulary.
   *
   * @throws IllegalArgumentException if the vocabulary lacks one
   */
  SpecialTokens special(BytePairVocabulary vocabulary) {
    Map<String, SpecialTokens.Added> found = new LinkedHashMap<>();
    for (String role : ROLES) {
      String token = token(role);
      found.put(token, new SpecialTokens.Added(id(vocabulary, role, token), false));
    }
    added.forEach(
        (text, token) ->
            found.put(
                text,
                new SpecialTokens.Added(
                    token.id().orElseGet(() -> id(vocabulary, "added token", text)),
                    token.cleaned())));
    String pad = token("pad_token");
    return new SpecialTokens(
        token("bos_token"), token("eos_token"), found.get(pad).id(), token("unk_token"), found);
  }

  private String token(String role) {
    return specials.getOrDefault(role, DEFAULTS.getOrDefault(role, BytePairVocabulary.END));
  }

  private int id(BytePairVocabulary vocabulary, String role, String token) {
    Integer id =
        Optional.ofNullable(vocabulary.ids().get(token))
            .or(() -> Optional.ofNullable(added.get(token)).flatMap(Found::id))
            .orElse(null);
    if (id == null) {
      throw new IllegalArgumentException(
          "the %s '%s' is not in the vocabulary".formatted(role, token));
    }
    return id;
  }
}
