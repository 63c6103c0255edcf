package io.tweedie.models.clip.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import io.tweedie.models.clip.tokenizer.BytePairVocabulary.Merge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code tokenizer.json}, and refuses what is not the tokenizer of CLIP. */
final class TokenizerJson {

  private static final Set<String> NORMALIZERS = Set.of("NFC", "Replace", "Lowercase");

  private TokenizerJson() {}

  static BytePairVocabulary vocabulary(JsonNode json, Path file) {
    JsonNode model = json.path("model");
    require(file, "model.type", model.path("type"), "BPE");
    require(file, "model.end_of_word_suffix", model.path("end_of_word_suffix"), "</w>");
    require(file, "model.continuing_subword_prefix", model.path("continuing_subword_prefix"), "");
    require(file, "model.byte_fallback", model.path("byte_fallback"), "false");
    require(file, "model.ignore_merges", model.path("ignore_merges"), "false");
    requireAbsent(file, "model.dropout", model.path("dropout"));
    requireCleaning(file, json.path("normalizer"));
    List<Merge> merges = new ArrayList<>();
    for (JsonNode merge : model.path("merges")) {
      merges.add(
          merge.isArray() && merge.size() == 2
              ? new Merge(merge.get(0).asText(), merge.get(1).asText())
              : TokenizerFiles.merges(List.of(merge.asText())).get(0));
    }
    try {
      return new BytePairVocabulary(ids(model.path("vocab"), file), merges);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** Numbers by token. */
  static Map<String, Integer> ids(JsonNode json, Path file) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    json.properties()
        .forEach(
            entry -> {
              if (!entry.getValue().isInt() || entry.getValue().intValue() < 0) {
                throw new IllegalArgumentException(
                    "%s: the token '%s' has no number but %s"
                        .formatted(file, entry.getKey(), entry.getValue()));
              }
              ids.put(entry.getKey(), entry.getValue().intValue());
            });
    if (ids.isEmpty()) {
      throw new IllegalArgumentException(
          file + ": expected an object of tokens and their numbers, found none");
    }
    return ids;
  }

  private static void requireCleaning(Path file, JsonNode normalizer) {
    List<String> types = new ArrayList<>();
    normalizer.path("normalizers").forEach(each -> types.add(each.path("type").asText()));
    if (types.size() != NORMALIZERS.size() || !NORMALIZERS.containsAll(types)) {
      throw new IllegalArgumentException(
          "%s: CLIP cleans text by NFC, Replace and Lowercase; 'normalizer' %s is not supported"
              .formatted(file, types.isEmpty() ? normalizer.path("type") : types));
    }
  }

  private static void require(Path file, String name, JsonNode value, String expected) {
    if (!value.isMissingNode() && !value.isNull() && !value.asText().equals(expected)) {
      throw new IllegalArgumentException(
          "%s: '%s' is %s, which is not supported; CLIP has \"%s\""
              .formatted(file, name, value, expected));
    }
  }

  private static void requireAbsent(Path file, String name, JsonNode value) {
    if (!value.isMissingNode() && !value.isNull()) {
      throw new IllegalArgumentException(
          "%s: '%s' is %s, which is not supported; CLIP has none".formatted(file, name, value));
    }
  }
}
