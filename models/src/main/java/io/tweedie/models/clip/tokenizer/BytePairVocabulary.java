package io.tweedie.models.clip.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The tokens and merges of a byte-pair encoding (Sennrich et al. 2016) of bytes. Tokens are written
 * in letters that stand for bytes; those that end a word end in {@value #END_OF_WORD}.
 *
 * @param ids number of each token
 * @param merges pairs of tokens that become one, the first to be applied first
 */
public record BytePairVocabulary(Map<String, Integer> ids, List<Merge> merges) {

  /** What a token that ends a word ends in. */
  public static final String END_OF_WORD = "</w>";

  /** Begins a text. */
  public static final String BEGIN = "<|startoftext|>";

  /** Ends a text. */
  public static final String END = "<|endoftext|>";

  /** The file of the tokens in the layout of transformers. */
  static final String TOKENS_FILE = "vocab.json";

  /** The file of the merges in the layout of transformers. */
  static final String MERGES_FILE = "merges.txt";

  private static final String MERGES_HEAD = "#version: 0.2";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Two tokens that become one.
   *
   * @param left the first
   * @param right the second
   */
  public record Merge(String left, String right) {

    /** The token that they become. */
    public String merged() {
      return left + right;
    }
  }

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if a merge is of tokens, or makes one, that are not there
   */
  public BytePairVocabulary {
    ids = Collections.unmodifiableMap(new LinkedHashMap<>(ids));
    merges = List.copyOf(merges);
    for (Merge merge : merges) {
      for (String token : List.of(merge.left(), merge.right(), merge.merged())) {
        if (!ids.containsKey(token)) {
          throw new IllegalArgumentException(
              "the merge '%s %s' needs the token '%s', which is not in the vocabulary"
                  .formatted(merge.left(), merge.right(), token));
        }
      }
    }
  }

  /**
   * The vocabulary of merges, numbered as CLIP's is: 256 bytes, the same at the end of words, what
   * each merge makes, and the two tokens around a text.
   */
  public static BytePairVocabulary of(List<Merge> merges) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    ByteAlphabet.letters().forEach(letter -> ids.put(letter, ids.size()));
    ByteAlphabet.letters().forEach(letter -> ids.put(letter + END_OF_WORD, ids.size()));
    merges.forEach(merge -> ids.putIfAbsent(merge.merged(), ids.size()));
    ids.put(BEGIN, ids.size());
    ids.put(END, ids.size());
    return new BytePairVocabulary(ids, merges);
  }

  /** The letter that stands for a byte. */
  public static String letter(byte value) {
    return ByteAlphabet.letter(value);
  }

  /**
   * Writes {@code vocab.json} and {@code merges.txt}, as transformers and {@link
   * ClipTokenizer#load} read them.
   *
   * @param folder is made if need be
   * @throws IOException if a file cannot be written
   */
  public void write(Path folder) throws IOException {
    WholeFile.write(folder.resolve(TOKENS_FILE), JSON.writeValueAsBytes(ids));
    String lines =
        merges.stream()
            .map(merge -> merge.left() + " " + merge.right() + "\n")
            .collect(Collectors.joining("", MERGES_HEAD + "\n", ""));
    WholeFile.write(folder.resolve(MERGES_FILE), lines.getBytes(StandardCharsets.UTF_8));
  }
}
