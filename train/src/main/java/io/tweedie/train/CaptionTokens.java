package io.tweedie.train;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tweedie.core.file.WholeFile;
import io.tweedie.core.random.RandomStream;
import io.tweedie.images.scene.CaptionLength;
import io.tweedie.images.scene.SceneGrammar;
import io.tweedie.models.clip.ClipTextConfig;
import io.tweedie.models.clip.tokenizer.BytePairLearning;
import io.tweedie.models.clip.tokenizer.BytePairVocabulary;
import io.tweedie.models.clip.tokenizer.ClipTokenizer;
import io.tweedie.models.clip.tokenizer.TokenizedText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * The tokens of captions of scenes, learned from captions that are drawn for it.
 *
 * @param vocabulary that was learned
 * @param tokenizer of it
 */
record CaptionTokens(BytePairVocabulary vocabulary, ClipTokenizer tokenizer) {

  private static final int CAPTIONS = 5000;

  /**
   * Learns the vocabulary that a text tower expects.
   *
   * @throws IllegalArgumentException if the tower's numbers do not go with it
   */
  static CaptionTokens learn(ClipTextConfig config, long seed) {
    SceneGrammar grammar = new SceneGrammar(new RandomStream(seed, "captions to learn tokens of"));
    CaptionLength[] lengths = CaptionLength.values();
    List<String> captions =
        IntStream.range(0, CAPTIONS)
            .mapToObj(i -> grammar.draw(lengths[i % lengths.length]).caption().text())
            .toList();
    BytePairVocabulary vocabulary = BytePairLearning.learn(captions, config.vocabulary());
    ClipTokenizer tokenizer = ClipTokenizer.of(vocabulary, config.contextLength());
    if (tokenizer.vocabularySize() != config.vocabulary() || tokenizer.end() != config.endToken()) {
      throw new IllegalArgumentException(
          "captions of scenes have %d tokens and the end is number %d; set vocab_size and eos_token_id"
                  .formatted(tokenizer.vocabularySize(), tokenizer.end())
              + " of text_config to these, or lower");
    }
    return new CaptionTokens(vocabulary, tokenizer);
  }

  /**
   * The tokens of texts.
   *
   * @return int64 [N, S], S what the longest needs
   */
  static Tensor trimmed(ClipTokenizer tokenizer, List<String> texts) {
    List<TokenizedText> encoded = texts.stream().map(tokenizer::encode).toList();
    int longest = encoded.stream().mapToInt(TokenizedText::length).max().orElseThrow();
    return TokenizedText.batch(encoded).narrow(1, 0, longest);
  }

  /**
   * Writes them as transformers lays a tokenizer out.
   *
   * @throws IOException if a file cannot be written
   */
  void write(Path folder) throws IOException {
    vocabulary.write(folder);
    JsonMapper json = new JsonMapper();
    ObjectNode config = json.createObjectNode();
    config.put("tokenizer_class", "CLIPTokenizer");
    config.put("model_max_length", tokenizer.contextLength());
    config.put("bos_token", BytePairVocabulary.BEGIN);
    config.put("eos_token", BytePairVocabulary.END);
    config.put("pad_token", BytePairVocabulary.END);
    config.put("unk_token", BytePairVocabulary.END);
    WholeFile.write(
        folder.resolve("tokenizer_config.json"),
        json.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n");
  }
}
