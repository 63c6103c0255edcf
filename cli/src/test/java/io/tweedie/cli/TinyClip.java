package io.tweedie.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.clip.ClipConfig;
import io.tweedie.models.clip.ClipModel;
import io.tweedie.models.clip.tokenizer.BytePairVocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** A folder of a CLIP that has learned nothing. */
public final class TinyClip {

  private static final String CONFIG =
      """
      {"model_type": "clip", "projection_dim": 8,
       "text_config": {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1,
         "num_attention_heads": 2, "vocab_size": 516, "max_position_embeddings": 10,
         "eos_token_id": 515},
       "vision_config": {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1,
         "num_attention_heads": 2, "image_size": 8, "patch_size": 4}}
      """;

  private TinyClip() {}

  public static Path in(Path folder) {
    try {
      Files.createDirectories(folder);
      BytePairVocabulary.of(
              List.of(
                  new BytePairVocabulary.Merge("c", "a"),
                  new BytePairVocabulary.Merge("ca", "t</w>")))
          .write(folder);
      Files.writeString(folder.resolve("config.json"), CONFIG);
      write(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path folder) throws IOException {
    JsonNode json = new ObjectMapper().readTree(CONFIG);
    try (PointerScope scope = new PointerScope();
        ClipModel model = new ClipModel(ClipConfig.read(json, "config.json"))) {
      model.parameters().initialize(1);
      Map<String, Tensor> weights = new LinkedHashMap<>();
      model.parameters().all().forEach(p -> weights.put(p.name(), p.value()));
      SafetensorsWriter.write(folder.resolve("model.safetensors"), weights, Map.of());
    }
  }
}
