package io.tweedie.models.clip.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tweedie.models.clip.tokenizer.BytePairVocabulary.Merge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TokenizerPropertyTest {

  private static final ClipTokenizer TOKENIZER = load();

  private static ClipTokenizer load() {
    try {
      return ClipTokenizer.load(ClipVocabulary.FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Property(tries = 300)
  void everyTextHasBeginningEndAndPadding(
      @ForAll String text, @ForAll @IntRange(min = 2, max = 90) int context) {
    ClipTokenizer tokenizer = TOKENIZER.withContextLength(context);
    TokenizedText tokens = tokenizer.encode(text);
    assertThat(tokens.ids()).hasSize(context).allMatch(id -> id >= 0 && id < 49408);
    assertThat(tokens.ids().get(0)).isEqualTo(tokenizer.begin());
    assertThat(tokens.ids().get(tokens.length() - 1)).isEqualTo(tokenizer.end());
    assertThat(tokens.ids().subList(tokens.length(), context)).allMatch(id -> id == 0);
    assertThat(tokens.isCut()).isEqualTo(tokenizer.tokens(text).size() > context - 2);
  }

  @Property(tries = 300)
  void tokensSayTheCleanedText(@ForAll String text) {
    String cleaned = TOKENIZER.cleaning().apply(text);
    assertThat(spaceless(TOKENIZER.decode(TOKENIZER.tokens(text)))).isEqualTo(spaceless(cleaned));
  }

  private static String spaceless(String text) {
    return text.codePoints()
        .filter(point -> !Character.isWhitespace(point) && !Character.isSpaceChar(point))
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @Property(tries = 200)
  void wordsDoNotKnowEachOther(@ForAll("words") String first, @ForAll("words") String second) {
    List<Integer> apart = new ArrayList<>(TOKENIZER.tokens(first));
    apart.addAll(TOKENIZER.tokens(second));
    assertThat(TOKENIZER.tokens(first + " " + second)).isEqualTo(apart);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(12);
  }

  /** What is kept and what is cut are together what the whole text would be. */
  @Property(tries = 100)
  void whatIsCutIsTheRest(@ForAll @Size(min = 1, max = 40) List<@From("words") String> words) {
    String text = String.join(" ", words);
    TokenizedText tokens = TOKENIZER.withContextLength(10).encode(text);
    String kept = TOKENIZER.decode(tokens.ids().subList(1, tokens.length() - 1));
    assertThat(spaceless(kept + tokens.cut())).isEqualTo(spaceless(text));
  }

  /**
   * The plain algorithm: of all pairs of neighbours, merge those of lowest rank, and look again.
   */
  @Property(tries = 300)
  void wordsAreMergedByRank(
      @ForAll @Size(max = 12) List<@From("pairs") Merge> drawn, @ForAll("letters") String word) {
    List<Merge> merges = possible(drawn);
    BytePairVocabulary vocabulary = BytePairVocabulary.of(merges);
    List<Integer> ids = new ArrayList<>();
    new BytePairEncoding(vocabulary, 0).encode(word.getBytes(StandardCharsets.UTF_8), ids::add);
    assertThat(ids).isEqualTo(plain(word, merges).stream().map(vocabulary.ids()::get).toList());
  }

  @Provide
  Arbitrary<Merge> pairs() {
    Arbitrary<String> left = Arbitraries.of("a", "b", "ab", "ba", "aa");
    Arbitrary<String> right = Arbitraries.of("a", "b", "ab", "a</w>", "b</w>", "ab</w>");
    return left.flatMap(l -> right.map(r -> new Merge(l, r)));
  }

  @Provide
  Arbitrary<String> letters() {
    return Arbitraries.strings().withChars('a', 'b').ofMinLength(1).ofMaxLength(20);
  }

  /** As a training makes them: of tokens that are there, and each token once. */
  private static List<Merge> possible(List<Merge> drawn) {
    List<String> tokens = new ArrayList<>(List.of("a", "b", "a</w>", "b</w>"));
    List<Merge> merges = new ArrayList<>();
    for (Merge merge : drawn) {
      if (tokens.containsAll(List.of(merge.left(), merge.right()))
          && !tokens.contains(merge.merged())) {
        merges.add(merge);
        tokens.add(merge.merged());
      }
    }
    return merges;
  }

  private static List<String> plain(String word, List<Merge> merges) {
    List<String> parts = new ArrayList<>(List.of(word.split("")));
    parts.set(parts.size() - 1, parts.get(parts.size() - 1) + "</w>");
    while (true) {
      Merge best = null;
      for (int i = 0; i + 1 < parts.size(); i++) {
        Merge pair = new Merge(parts.get(i), parts.get(i + 1));
        boolean better =
            merges.contains(pair) && (best == null || merges.indexOf(pair) < merges.indexOf(best));
        best = better ? pair : best;
      }
      if (best == null) {
        return parts;
      }
      for (int i = 0; i + 1 < parts.size(); i++) {
        if (parts.get(i).equals(best.left()) && parts.get(i + 1).equals(best.right())) {
          parts.set(i, best.merged());
          parts.remove(i + 1);
        }
      }
    }
  }
}
