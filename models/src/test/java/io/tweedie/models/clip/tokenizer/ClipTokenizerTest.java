package io.tweedie.models.clip.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tweedie.models.clip.tokenizer.BytePairVocabulary.Merge;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipTokenizerTest {

  private static final List<Merge> MERGES =
      List.of(new Merge("r", "e"), new Merge("re", "d</w>"), new Merge("c", "a"));

  @TempDir Path folder;

  private ClipTokenizer own() throws IOException {
    BytePairVocabulary.of(MERGES).write(folder);
    return ClipTokenizer.load(folder);
  }

  @Test
  void ownVocabulariesAreReadWithWhatIsUsualForTheRest() throws IOException {
    ClipTokenizer tokenizer = own();
    assertThat(tokenizer.vocabularySize()).isEqualTo(512 + 3 + 2);
    assertThat(tokenizer.contextLength()).isEqualTo(77);
    assertThat(List.of(tokenizer.begin(), tokenizer.end(), tokenizer.pad()))
        .containsExactly(515, 516, 516);
    TokenizedText text = tokenizer.withContextLength(6).encode("Red car");
    assertThat(text.ids()).containsExactly(515, 513, 514, 256 + 'r' - '!', 516, 516);
    assertThat(text.length()).isEqualTo(5);
    assertThat(text.isCut()).isFalse();
  }

  @Test
  void whatDoesNotFitIsTold() throws IOException {
    TokenizedText text = own().withContextLength(4).encode("Red  CAR, red (1)");
    assertThat(text.ids()).containsExactly(515, 513, 514, 516);
    assertThat(text.cut()).isEqualTo("r , red ( 1 )");
  }

  @Test
  void addedTokensHaveNumbersOfTheirOwn() throws IOException {
    own();
    Files.writeString(folder.resolve("added_tokens.json"), "{\"<My-Cat>\": 600}");
    ClipTokenizer tokenizer = ClipTokenizer.load(folder);
    assertThat(tokenizer.tokens("red<my-cat>red")).containsExactly(513, 600, 513);
  }

  @Test
  void listedAddedTokensCountForMoreThanTheMap() throws IOException {
    own();
    Files.writeString(folder.resolve("special_tokens_map.json"), "{\"pad_token\": \"!\"}");
    String config = "{\"pad_token\": \"a\", \"model_max_length\": 5%s}";
    Files.writeString(folder.resolve("tokenizer_config.json"), config.formatted(""));
    ClipTokenizer tokenizer = ClipTokenizer.load(folder);
    assertThat(tokenizer.pad()).isZero();
    assertThat(tokenizer.contextLength()).isEqualTo(5);
    String decoder =
        ", \"added_tokens_decoder\": {\"64\": {\"content\": \"a\", \"special\": true}}";
    Files.writeString(folder.resolve("tokenizer_config.json"), config.formatted(decoder));
    assertThat(ClipTokenizer.load(folder).pad()).isEqualTo('a' - '!');
  }

  @Test
  void foldersOfDiffusersHaveATokenizerInside() throws IOException {
    BytePairVocabulary.of(MERGES).write(folder.resolve("tokenizer"));
    assertThat(ClipTokenizer.load(folder).tokens("red")).containsExactly(513);
    assertThat(ClipTokenizer.load(folder.resolve("tokenizer/vocab.json")).tokens("red"))
        .containsExactly(513);
  }

  /** The published file goes on after what CLIP uses. */
  @Test
  void mergesThatClipDoesNotUseAreLeftOut() throws IOException {
    Path longer = folder.resolve("longer.txt.gz");
    try (var in = new GZIPInputStream(Files.newInputStream(ClipVocabulary.FILE));
        OutputStream out = new GZIPOutputStream(Files.newOutputStream(longer))) {
      in.transferTo(out);
      out.write("zz zz\nnot a merge at all\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(ClipTokenizer.load(longer).vocabularySize()).isEqualTo(49408);
  }

  @Test
  void longTextsTakeTheirTimeAndNotItsSquare() throws IOException {
    ClipTokenizer original = ClipTokenizer.load(ClipVocabulary.FILE);
    ClipTokenizer transformers = own();
    for (String repeated : List.of("a", "ab", "\uD83D\uDC31", "&amp;", "amp;&", "1 ", "<|")) {
      String text = repeated.repeat(150_000 / repeated.length());
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            original.encode(text);
            transformers.encode(text);
          },
          repeated);
    }
  }

  @Test
  void halvesOfCharactersAreReplaced() throws IOException {
    assertThat(own().tokens("\uD83D")).isEqualTo(own().tokens("\uFFFD"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vocab.json|[1, 2]|expected an object of tokens and their numbers, found none",
        "vocab.json|{\"a\": -1}|the token 'a' has no number but -1",
        "vocab.json|{\"a\": 1}|needs the token 'r', which is not in the vocabulary",
        "vocab.json|{{|this is no JSON",
        "merges.txt|a b c|a merge is two tokens with a space between, got 'a b c' as number 1",
        "tokenizer_config.json|{\"pad_token\": \"<pad>\"}|the pad_token '<pad>' is not in the",
        "tokenizer_config.json|{\"pad_token\": {\"content\": \"!\", \"lstrip\": true}}|"
            + "the token '!' has 'lstrip', which is not supported",
        "tokenizer_config.json|{\"model_max_length\": 1}|a context holds at least a beginning",
        "tokenizer.json|{\"model\": {\"type\": \"Unigram\"}}|'model.type' is \"Unigram\", which is",
        "tokenizer.json|{\"model\": {\"dropout\": 0.1}}|'model.dropout' is 0.1, which is not",
        "tokenizer.json|{\"normalizer\": {\"type\": \"NFKC\"}}|'normalizer' \"NFKC\" is not supported",
      })
  void whatIsWrongInAFileIsSaid(String file, String content, String message) throws IOException {
    own();
    Files.writeString(folder.resolve(file), content);
    assertThatThrownBy(() -> ClipTokenizer.load(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path gzip = folder.resolve("bpe.txt.gz");
    Files.writeString(gzip, "a b");
    assertThatThrownBy(() -> ClipTokenizer.load(gzip)).hasMessageContaining("this is not gzip");
    Path other = Files.writeString(folder.resolve("weights.bin"), "a");
    assertThatThrownBy(() -> ClipTokenizer.load(other)).hasMessageContaining("no vocabulary");
    assertThatThrownBy(() -> ClipTokenizer.load(folder))
        .hasMessageContaining("there is no tokenizer in this folder");
    assertThatThrownBy(() -> ClipTokenizer.load(folder.resolve("none")))
        .hasMessageContaining("there is no such file or folder");
  }
}
