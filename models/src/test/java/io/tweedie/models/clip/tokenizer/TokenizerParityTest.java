package io.tweedie.models.clip.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand prompts against the tokenizers of transformers and of OpenAI's code. */
class TokenizerParityTest {

  private static JsonNode golden;

  @TempDir Path folder;

  @BeforeAll
  static void read() throws IOException {
    golden = ClipVocabulary.golden();
  }

  @Test
  void originalVocabularyGivesTheTokensOfOpenAi() throws IOException {
    ClipTokenizer tokenizer = ClipTokenizer.load(ClipVocabulary.FILE);
    assertThat(tokenizer.pad()).isZero();
    compare(tokenizer, "original");
  }

  @Test
  void foldersGiveTheTokensOfTransformers() throws IOException {
    compare(ClipTokenizer.load(ClipVocabulary.folder(folder, "<|endoftext|>")), "transformers");
  }

  /** Stable Diffusion 2 pads with an exclamation mark, and reads one so in a prompt. */
  @Test
  void anotherPaddingTokenIsFoundInPrompts() throws IOException {
    compare(ClipTokenizer.load(ClipVocabulary.folder(folder, "!")), "exclamation");
  }

  @Test
  void singleFilesGiveTheTokensOfTransformers() throws IOException {
    compare(ClipTokenizer.load(ClipVocabulary.singleFile(folder, "!")), "exclamation");
  }

  private static void compare(ClipTokenizer tokenizer, String reference) {
    if (golden.get("pads").has(reference)) {
      assertThat(tokenizer.pad()).isEqualTo(golden.get("pads").get(reference).intValue());
    }
    assertThat(tokenizer.contextLength()).isEqualTo(golden.get("context").intValue());
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    for (JsonNode prompt : golden.get("prompts")) {
      List<Integer> expected = new ArrayList<>();
      prompt.get(reference).forEach(id -> expected.add(id.intValue()));
      TokenizedText text = tokenizer.encode(prompt.get("text").textValue());
      List<Integer> padding = text.ids().subList(text.length(), text.ids().size());
      boolean padded = padding.stream().allMatch(id -> id == tokenizer.pad());
      if (!padded || !text.ids().subList(0, text.length()).equals(expected)) {
        wrong.add("%s%n  %s%n  %s".formatted(prompt.get("text"), expected, text.ids()));
      }
      compared++;
    }
    assertThat(compared).isEqualTo(1000);
    assertThat(wrong).isEmpty();
  }
}
