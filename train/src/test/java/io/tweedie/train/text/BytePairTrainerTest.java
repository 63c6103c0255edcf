package io.tweedie.train.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tweedie.models.clip.tokenizer.BytePairVocabulary;
import io.tweedie.models.clip.tokenizer.BytePairVocabulary.Merge;
import io.tweedie.models.clip.tokenizer.ClipTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytePairTrainerTest {

  private static final List<String> CAPTIONS =
      List.of(
          "A large red seven", "a small red nine", "a LARGE green seven", "a red-green triangle");

  @TempDir Path folder;

  /** Counted by hand: "re" stands five times, "en" at the end of a word four times. */
  @Test
  void theMostFrequentPairComesFirst() {
    BytePairVocabulary vocabulary = BytePairTrainer.learn(CAPTIONS.stream(), 2);
    assertThat(vocabulary.merges()).containsExactly(new Merge("r", "e"), new Merge("e", "n</w>"));
    assertThat(vocabulary.ids()).hasSize(512 + 2 + 2).containsEntry("re", 512);
  }

  @Test
  void frequentWordsBecomeSingleTokens() throws IOException {
    BytePairTrainer.learn(CAPTIONS.stream(), 1000).write(folder);
    ClipTokenizer tokenizer = ClipTokenizer.load(folder);
    assertThat(tokenizer.tokens("a large red seven, green")).hasSize(6);
    assertThat(tokenizer.tokens("nine").size()).isGreaterThan(1);
    assertThat(tokenizer.decode(tokenizer.tokens("Grün \uD83D\uDC31")))
        .isEqualTo("grün \uD83D\uDC31");
  }

  @Test
  void theOrderOfTextsDoesNotMatter() {
    List<String> shuffled = new ArrayList<>(CAPTIONS);
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(BytePairTrainer.learn(shuffled.stream(), 50))
          .isEqualTo(BytePairTrainer.learn(CAPTIONS.stream(), 50));
    }
  }

  @Test
  void itEndsWhereNoPairStandsTwice() {
    assertThat(BytePairTrainer.learn(Stream.of("abc"), 10).merges()).isEmpty();
    assertThat(BytePairTrainer.learn(Stream.empty(), 10).merges()).isEmpty();
    assertThatThrownBy(() -> BytePairTrainer.learn(Stream.empty(), -1))
        .hasMessageContaining("must not be negative: -1");
  }
}
