package io.tweedie.models.clip.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.IntStream;

/**
 * The tokenizer of CLIP (Radford et al. 2021): text is cleaned, divided into words, and each word
 * into tokens by byte-pair encoding of its bytes. Immutable; threads may share it.
 *
 * <p>The files decide which of the two ways of cleaning in use it is: {@link
 * TextCleaning#TRANSFORMERS} for {@code tokenizer.json} or {@code vocab.json} with {@code
 * merges.txt}, {@link TextCleaning#ORIGINAL} for the {@code .txt.gz} of OpenAI's code.
 */
public final class ClipTokenizer {

  private final BytePairVocabulary vocabulary;
  private final BytePairEncoding encoding;
  private final TextCleaning cleaning;
  private final SpecialTokens special;
  private final AddedTokens beforeCleaning;
  private final AddedTokens afterCleaning;
  private final int contextLength;

  ClipTokenizer(
      BytePairVocabulary vocabulary,
      TextCleaning cleaning,
      SpecialTokens special,
      int contextLength) {
    this(
        vocabulary,
        new BytePairEncoding(vocabulary, special.id(special.unknown(), vocabulary)),
        cleaning,
        special,
        contextLength);
  }

  private ClipTokenizer(
      BytePairVocabulary vocabulary,
      BytePairEncoding encoding,
      TextCleaning cleaning,
      SpecialTokens special,
      int contextLength) {
    if (contextLength < 2) {
      throw new IllegalArgumentException(
          "a context holds at least a beginning and an end, so 2 tokens, got " + contextLength);
    }
    this.vocabulary = vocabulary;
    this.encoding = encoding;
    this.cleaning = cleaning;
    this.special = special;
    this.contextLength = contextLength;
    this.beforeCleaning = special.found(cleaning, false);
    this.afterCleaning = special.found(cleaning, true);
  }

  /**
   * Loads a tokenizer.
   *
   * @param source a folder of diffusers, which has a folder {@code tokenizer}; such a folder
   *     itself; or a file of OpenAI's vocabulary, {@code .txt.gz}
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if files are missing or not understood, saying which
   */
  public static ClipTokenizer load(Path source) throws IOException {
    return TokenizerFiles.load(source);
  }

  /**
   * The tokenizer of a vocabulary whose files say nothing else, as transformers takes it to be.
   *
   * @param contextLength how many tokens a text becomes, at least 2
   * @throws IllegalArgumentException if the vocabulary lacks the tokens around a text
   */
  public static ClipTokenizer of(BytePairVocabulary vocabulary, int contextLength) {
    JsonNode nothing = MissingNode.getInstance();
    SpecialTokens special =
        TokenizerSettings.of(nothing, nothing, nothing, nothing).special(vocabulary);
    return new ClipTokenizer(vocabulary, TextCleaning.TRANSFORMERS, special, contextLength);
  }

  /** The same for a network that takes another number of tokens. */
  public ClipTokenizer withContextLength(int length) {
    return length == contextLength
        ? this
        : new ClipTokenizer(vocabulary, encoding, cleaning, special, length);
  }

  /** How many tokens a text becomes, padding included. */
  public int contextLength() {
    return contextLength;
  }

  /** One more than the largest number of a token. */
  public int vocabularySize() {
    return 1 + Collections.max(vocabulary.ids().values());
  }

  /** What is done to a text first. */
  public TextCleaning cleaning() {
    return cleaning;
  }

  /** Number of the token that begins a text. */
  public int begin() {
    return id(special.begin());
  }

  /** Number of the token that ends a text. */
  public int end() {
    return id(special.end());
  }

  /** Number of the token that fills the rest. */
  public int pad() {
    return special.pad();
  }

  private int id(String token) {
    return special.id(token, vocabulary);
  }

  /**
   * Encodes a text, of any length in a time that is almost proportional to it.
   *
   * @return as many tokens as the context has; what did not fit is told
   */
  public TokenizedText encode(String text) {
    List<Integer> found = tokens(text);
    int kept = Math.min(found.size(), contextLength - 2);
    List<Integer> ids = new ArrayList<>(contextLength);
    ids.add(begin());
    ids.addAll(found.subList(0, kept));
    ids.add(end());
    int length = ids.size();
    ids.addAll(Collections.nCopies(contextLength - length, pad()));
    return new TokenizedText(text, ids, length, decode(found.subList(kept, found.size())));
  }

  /** The numbers of all tokens of a text, without beginning, end and padding, however many. */
  public List<Integer> tokens(String text) {
    IntStream.Builder ids = IntStream.builder();
    beforeCleaning.split(
        text,
        piece ->
            afterCleaning.split(cleaning.apply(piece), words -> encodeWords(words, ids), ids::add),
        ids::add);
    return ids.build().boxed().toList();
  }

  private void encodeWords(String text, IntStream.Builder ids) {
    Matcher words = cleaning.words(text);
    while (words.find()) {
      String word = words.group();
      if (special.isBoundary(word)) {
        ids.add(id(word));
      } else {
        encoding.encode(word.getBytes(StandardCharsets.UTF_8), ids::add);
      }
    }
  }

  /**
   * What tokens say, with a space after each word. Bytes that are no characters read as U+FFFD, and
   * numbers of no token as nothing.
   */
  public String decode(List<Integer> ids) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int id : ids) {
      String token = encoding.token(id);
      boolean ends = token.endsWith(BytePairVocabulary.END_OF_WORD);
      int letters = token.length() - (ends ? BytePairVocabulary.END_OF_WORD.length() : 0);
      text.writeBytes(ByteAlphabet.bytes(token.substring(0, letters)));
      if (ends || special.isBoundary(token) || special.added().containsKey(token)) {
        text.write(' ');
      }
    }
    return text.toString(StandardCharsets.UTF_8).strip();
  }
}
