package io.tweedie.models.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.tensor.Backend;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.clip.tokenizer.BytePairVocabulary;
import io.tweedie.models.clip.tokenizer.ClipTokenizer;
import io.tweedie.models.parity.DeterministicWeights;
import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class PromptReaderTest {

  private static final String CONFIG =
      """
      {"model_type": "clip_text_model", "hidden_size": 12, "intermediate_size": 24,
       "num_hidden_layers": 2, "num_attention_heads": 2, "max_position_embeddings": 20,
       "vocab_size": 514, "eos_token_id": 513, "projection_dim": 12}
      """;
  private static final ClipTokenizer TOKENIZER =
      ClipTokenizer.of(BytePairVocabulary.of(List.of()), 20);

  private static ClipTextModel encoder() throws IOException {
    Backend.initialize();
    ClipTextModel encoder =
        new ClipTextModel(ClipTextConfig.read(new ObjectMapper().readTree(CONFIG), "text"));
    DeterministicWeights.fill(encoder.parameters());
    return encoder;
  }

  private static Tensor context(ClipTextModel encoder, String text) {
    return encoder.encode(TOKENIZER.encode(text).tensor(), Compute.REFERENCE).tokens();
  }

  private static List<String> tokens(List<PromptReader.Read> read) {
    return read.stream().map(PromptReader.Read::token).toList();
  }

  @Test
  void anUntunedTextReadsAsItself() throws IOException {
    try (PointerScope scope = new PointerScope();
        ClipTextModel encoder = encoder();
        PromptReader reader = new PromptReader(encoder, TOKENIZER, "a red", 4, Compute.REFERENCE)) {
      List<PromptReader.Read> read = reader.read(context(encoder, "a red"));
      assertThat(tokens(read)).containsExactly("a", "r", "e", "d");
      assertThat(read).allSatisfy(r -> assertThat(r.distance()).isCloseTo(0, within(1e-4)));
      assertThat(read).extracting(PromptReader.Read::place).containsExactly(1, 2, 3, 4);
    }
  }

  /** Of a text that differs in one place the vectors read as its tokens up to there. */
  @Test
  void aTextThatWasTunedToAnotherReadsAsThat() throws IOException {
    try (PointerScope scope = new PointerScope();
        ClipTextModel encoder = encoder();
        PromptReader reader = new PromptReader(encoder, TOKENIZER, "a red", 4, Compute.REFERENCE)) {
      List<PromptReader.Read> read = reader.read(context(encoder, "a rad"));
      assertThat(tokens(read).subList(0, 3)).containsExactly("a", "r", "a");
      assertThat(read.get(2).distance()).isCloseTo(0, within(1e-4));
      assertThat(read.get(3).distance()).isGreaterThan(1e-3);
    }
  }

  @Test
  void readsNoFurtherThanTheTextIsLong() throws IOException {
    try (PointerScope scope = new PointerScope();
        ClipTextModel encoder = encoder();
        PromptReader reader = new PromptReader(encoder, TOKENIZER, "", 100, Compute.REFERENCE)) {
      assertThat(reader.read(context(encoder, ""))).hasSize(19);
    }
  }
}
