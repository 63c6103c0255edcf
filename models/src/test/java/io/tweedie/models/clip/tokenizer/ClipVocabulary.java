package io.tweedie.models.clip.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tweedie.models.parity.Goldens;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** CLIP's own vocabulary in each layout that tokenizers come in. */
final class ClipVocabulary {

  static final Path FILE = Goldens.file("clip/bpe_simple_vocab_16e6.txt.gz");

  private static final ObjectMapper JSON = new ObjectMapper();

  private ClipVocabulary() {}

  /** As Stable Diffusion has it, with what its versions pad with. */
  static Path folder(Path folder, String pad) throws IOException {
    Files.createDirectories(folder);
    vocabulary().write(folder);
    Files.writeString(folder.resolve("special_tokens_map.json"), specialTokens(pad).toString());
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"model_max_length\": 77, \"pad_token\": \"<|endoftext|>\"}");
    return folder;
  }

  /** The same in one file. */
  static Path singleFile(Path folder, String pad) throws IOException {
    Files.createDirectories(folder);
    BytePairVocabulary vocabulary = vocabulary();
    ObjectNode json = JSON.createObjectNode();
    ArrayNode normalizers = json.putObject("normalizer").putArray("normalizers");
    List.of("NFC", "Replace", "Lowercase").forEach(t -> normalizers.addObject().put("type", t));
    ObjectNode model = json.putObject("model");
    model.put("type", "BPE").put("end_of_word_suffix", "</w>").putNull("dropout");
    model.set("vocab", JSON.valueToTree(vocabulary.ids()));
    ArrayNode merges = model.putArray("merges");
    vocabulary.merges().forEach(m -> merges.addArray().add(m.left()).add(m.right()));
    Files.writeString(folder.resolve("tokenizer.json"), json.toString());
    Files.writeString(folder.resolve("special_tokens_map.json"), specialTokens(pad).toString());
    return folder;
  }

  private static ObjectNode specialTokens(String pad) {
    ObjectNode special = JSON.createObjectNode();
    special.putObject("bos_token").put("content", "<|startoftext|>").put("normalized", true);
    special.putObject("eos_token").put("content", "<|endoftext|>").put("normalized", true);
    special.putObject("unk_token").put("content", "<|endoftext|>").put("normalized", true);
    return special.put("pad_token", pad);
  }

  static BytePairVocabulary vocabulary() throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(FILE))) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return BytePairVocabulary.of(TokenizerFiles.merges(lines.subList(1, lines.size())));
    }
  }

  static JsonNode golden() throws IOException {
    Path file = Goldens.file("clip/tokens.json.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return JSON.readTree(in);
    }
  }
}
