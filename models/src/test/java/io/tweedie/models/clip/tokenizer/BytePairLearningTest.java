package io.tweedie.models.clip.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tweedie.models.clip.tokenizer.BytePairVocabulary.Merge;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytePairLearningTest {

  /** The words of the paper's example, in its numbers. */
  private static List<String> texts() {
    return List.of(
        String.join(" ", Collections.nCopies(5, "low")),
        String.join(" ", Collections.nCopies(2, "lower")),
        String.join(" ", Collections.nCopies(6, "newest")),
        String.join(" ", Collections.nCopies(3, "WIDEST")));
  }

  @Test
  void mergesWhatIsMostFrequent() {
    BytePairVocabulary learned = BytePairLearning.learn(texts(), 514 + 3);

    assertThat(learned.merges())
        .containsExactly(new Merge("e", "s"), new Merge("es", "t</w>"), new Merge("l", "o"));
    assertThat(learned.ids()).hasSize(517).containsEntry("<|endoftext|>", 516);
  }

  @Test
  void endsWhenEveryWordIsAToken() {
    BytePairVocabulary learned = BytePairLearning.learn(texts(), 1000);
    ClipTokenizer tokenizer = ClipTokenizer.of(learned, 8);

    assertThat(learned.ids()).hasSizeLessThan(550);
    assertThat(tokenizer.tokens("newest low widest lower"))
        .containsExactly(
            learned.ids().get("newest</w>"),
            learned.ids().get("low</w>"),
            learned.ids().get("widest</w>"),
            learned.ids().get("lower</w>"));
    assertThat(tokenizer.decode(tokenizer.tokens("slowest é"))).isEqualTo("slowest é");
  }

  @Test
  void theSameTextsGiveTheSameTokensAgainFromFiles(@TempDir Path folder) throws Exception {
    BytePairVocabulary learned = BytePairLearning.learn(texts(), 530);
    assertThat(BytePairLearning.learn(texts(), 530)).isEqualTo(learned);
    learned.write(folder);
    ClipTokenizer read = ClipTokenizer.load(folder).withContextLength(8);
    assertThat(read.encode("a newer low").ids())
        .isEqualTo(ClipTokenizer.of(learned, 8).encode("a newer low").ids());
  }

  @Test
  void refusesAVocabularyWithoutRoomForTheBytes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BytePairLearning.learn(texts(), 513))
        .withMessageContaining("514 tokens before any merge, got 513");
  }
}
