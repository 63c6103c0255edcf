package io.tweedie.models.clip.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.models.architecture.JsonMistake;
import io.tweedie.models.clip.tokenizer.BytePairVocabulary.Merge;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Finds the files of a tokenizer and reads them, whichever layout they are in. */
final class TokenizerFiles {

  /** Of CLIP's published vocabulary, which has more lines, these are merges of CLIP. */
  private static final int MERGES_OF_CLIP = 49152 - 256 - 2;

  private static final int CONTEXT_OF_CLIP = 77;
  private static final int LARGEST = 64 << 20;
  private static final String ALL_IN_ONE = "tokenizer.json";
  private static final String ORIGINAL_ENDING = ".txt.gz";
  private static final String ORIGINAL_FILE = "bpe_simple_vocab_16e6" + ORIGINAL_ENDING;
  private static final ObjectMapper JSON = new ObjectMapper();

  private TokenizerFiles() {}

  static ClipTokenizer load(Path source) throws IOException {
    if (Files.isDirectory(source)) {
      Path inside = source.resolve("tokenizer");
      return folder(Files.isDirectory(inside) ? inside : source);
    }
    if (!Files.exists(source)) {
      throw new IllegalArgumentException(
          source + ": there is no such file or folder; check the path");
    }
    String name = source.getFileName().toString();
    if (name.endsWith(ORIGINAL_ENDING)) {
      return original(source);
    }
    if (List.of(ALL_IN_ONE, BytePairVocabulary.TOKENS_FILE, BytePairVocabulary.MERGES_FILE)
        .contains(name)) {
      return folder(source.toAbsolutePath().getParent());
    }
    throw new IllegalArgumentException(
        "%s: this is no vocabulary; name a folder with %s, one with %s and %s, or a file %s"
            .formatted(
                source,
                ALL_IN_ONE,
                BytePairVocabulary.TOKENS_FILE,
                BytePairVocabulary.MERGES_FILE,
                ORIGINAL_FILE));
  }

  private static ClipTokenizer folder(Path folder) throws IOException {
    if (Files.exists(folder.resolve(ALL_IN_ONE))) {
      JsonNode json = json(folder.resolve(ALL_IN_ONE));
      return transformers(
          folder,
          TokenizerJson.vocabulary(json, folder.resolve(ALL_IN_ONE)),
          json.path("added_tokens"));
    }
    boolean separate =
        Files.exists(folder.resolve(BytePairVocabulary.TOKENS_FILE))
            && Files.exists(folder.resolve(BytePairVocabulary.MERGES_FILE));
    if (separate) {
      return transformers(folder, separate(folder), JSON.createArrayNode());
    }
    if (Files.exists(folder.resolve(ORIGINAL_FILE))) {
      return original(folder.resolve(ORIGINAL_FILE));
    }
    throw new IllegalArgumentException(
        "%s: there is no tokenizer in this folder; it needs %s, or %s and %s, or %s"
            .formatted(
                folder,
                ALL_IN_ONE,
                BytePairVocabulary.TOKENS_FILE,
                BytePairVocabulary.MERGES_FILE,
                ORIGINAL_FILE));
  }

  private static ClipTokenizer transformers(
      Path folder, BytePairVocabulary vocabulary, JsonNode added) throws IOException {
    JsonNode config = optionalJson(folder.resolve(TokenizerSettings.CONFIG));
    JsonNode special = optionalJson(folder.resolve(TokenizerSettings.SPECIAL));
    JsonNode numbered = optionalJson(folder.resolve(TokenizerSettings.ADDED));
    return within(
        folder,
        () -> {
          TokenizerSettings settings = TokenizerSettings.of(config, special, numbered, added);
          return new ClipTokenizer(
              vocabulary,
              TextCleaning.TRANSFORMERS,
              settings.special(vocabulary),
              settings.contextLength().orElse(CONTEXT_OF_CLIP));
        });
  }

  /** As OpenAI's code has it, which pads with zeros. */
  private static ClipTokenizer original(Path file) throws IOException {
    List<String> lines = lines(unpacked(file));
    List<String> pairs = lines.subList(Math.min(1, lines.size()), lines.size());
    BytePairVocabulary vocabulary =
        within(
            file,
            () ->
                BytePairVocabulary.of(
                    merges(pairs.subList(0, Math.min(MERGES_OF_CLIP, pairs.size())))));
    return new ClipTokenizer(
        vocabulary,
        TextCleaning.ORIGINAL,
        new SpecialTokens(
            BytePairVocabulary.BEGIN, BytePairVocabulary.END, 0, BytePairVocabulary.END, Map.of()),
        CONTEXT_OF_CLIP);
  }

  private static BytePairVocabulary separate(Path folder) throws IOException {
    Path file = folder.resolve(BytePairVocabulary.TOKENS_FILE);
    Map<String, Integer> ids = TokenizerJson.ids(json(file), file);
    Path pairs = folder.resolve(BytePairVocabulary.MERGES_FILE);
    List<String> lines =
        lines(bounded(Files.newInputStream(pairs), pairs)).stream()
            .filter(line -> !line.startsWith("#version"))
            .toList();
    return within(pairs, () -> new BytePairVocabulary(ids, merges(lines)));
  }

  static List<Merge> merges(List<String> lines) {
    List<Merge> merges = new ArrayList<>();
    for (String line : lines) {
      String[] tokens = line.split(" ", -1);
      if (tokens.length != 2 || tokens[0].isEmpty() || tokens[1].isEmpty()) {
        throw new IllegalArgumentException(
            "a merge is two tokens with a space between, got '%s' as number %d"
                .formatted(line, merges.size() + 1));
      }
      merges.add(new Merge(tokens[0], tokens[1]));
    }
    return merges;
  }

  private static List<String> lines(byte[] text) {
    return new String(text, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
  }

  private static byte[] unpacked(Path file) throws IOException {
    try (InputStream packed = Files.newInputStream(file)) {
      return bounded(new GZIPInputStream(packed), file);
    } catch (ZipException | EOFException e) {
      throw new IllegalArgumentException(
          file + ": this is not gzip, or it is damaged; download it again", e);
    }
  }

  private static byte[] bounded(InputStream in, Path file) throws IOException {
    try (in) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IllegalArgumentException(
            "%s: more than %d bytes are no vocabulary of CLIP".formatted(file, LARGEST));
      }
      return bytes;
    }
  }

  private static JsonNode json(Path file) throws IOException {
    try {
      return JSON.readTree(bounded(Files.newInputStream(file), file));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s: this is no JSON (%s); download it again".formatted(file, JsonMistake.of(e)), e);
    }
  }

  private static JsonNode optionalJson(Path file) throws IOException {
    return Files.exists(file) ? json(file) : JSON.createObjectNode();
  }

  /** Puts the file's name to what is wrong in it. */
  private static <T> T within(Path file, Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }
}
