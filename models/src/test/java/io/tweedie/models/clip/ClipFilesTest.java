package io.tweedie.models.clip;

import static io.tweedie.models.parity.DeterministicWeights.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.equal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.checkpoint.Checkpoint;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.nn.Parameters;
import io.tweedie.models.parity.DeterministicWeights;
import io.tweedie.models.parity.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClipFilesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /** A checkpoint under OpenAI's names, in half precision, computes what OpenAI's code does. */
  @Test
  void originalCheckpointsAreThoseOfOpenAi() throws IOException {
    try (PointerScope scope = new PointerScope();
        Checkpoint golden = Checkpoint.open(Goldens.file("clip/original.safetensors"))) {
      JsonNode description = JSON.readTree(golden.metadata().get("golden"));
      Map<String, Tensor> weights = new LinkedHashMap<>();
      for (JsonNode parameter : description.get("parameters")) {
        String name = parameter.get(0).asText();
        long[] shape = longs(parameter.get(1));
        weights.put(name, DeterministicWeights.parameter(name, shape).to(ScalarType.Half));
      }
      weights.put("input_resolution", Tensor.create(24L));
      weights.put("context_length", Tensor.create(12L));
      weights.put("vocab_size", Tensor.create(99L));
      Path file = folder.resolve("ViT.safetensors");
      SafetensorsWriter.write(file, weights, Map.of());
      try (ClipModel model = ClipFiles.model(file, Precision.FLOAT32)) {
        Tensor images = model.images(tensor("pixels", 3, 3, 24, 24), Compute.REFERENCE);
        Tensor texts = model.texts(golden.read("ids"), Compute.REFERENCE);
        assertThat(error(images, golden.read("images"))).isLessThan(3e-5);
        assertThat(error(texts, golden.read("texts"))).isLessThan(3e-5);
        assertThat(error(model.logits(images, texts), golden.read("logits"))).isLessThan(3e-5);
        assertThat(ClipFiles.images(file, model)).isEqualTo(ClipImages.ofSize(24));
      }
    }
  }

  private static long[] longs(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }

  private static double error(Tensor actual, Tensor expected) {
    return actual.sub(expected).norm().item_double() / expected.norm().item_double();
  }

  /** With text_model before the names and without, with the old buffer of positions and without. */
  @ParameterizedTest
  @ValueSource(strings = {"", "text_model."})
  void textEncodersAreLoadedUnderBothNames(String prefix) throws IOException {
    try (PointerScope scope = new PointerScope();
        ClipTextModel made = small()) {
      Map<String, Tensor> weights =
          weights(made.parameters(), n -> n.replace("text_model.", prefix));
      weights.put(prefix + "embeddings.position_ids", Tensor.create(new long[] {0, 1, 2}, 1, 3));
      SafetensorsWriter.write(folder.resolve("model.safetensors"), weights, Map.of());
      Files.writeString(folder.resolve("config.json"), config("text-largest").toString());
      try (ClipTextModel loaded = ClipFiles.textModel(folder, Precision.FLOAT32)) {
        Tensor ids = Tensor.create(new long[] {97, 5, 98}, 1, 3);
        assertThat(
                equal(
                    loaded.encode(ids, Compute.REFERENCE).tokens(),
                    made.encode(ids, Compute.REFERENCE).tokens()))
            .isTrue();
      }
    }
  }

  @Test
  void projectionsAreLoaded() throws IOException {
    try (PointerScope scope = new PointerScope();
        ClipProjectedTextModel made =
            new ClipProjectedTextModel(ClipTextConfig.read(config("text-projected"), "config"))) {
      made.parameters().initialize(1);
      Map<String, Tensor> weights = weights(made.parameters(), UnaryOperator.identity());
      SafetensorsWriter.write(folder.resolve("model.fp16.safetensors"), weights, Map.of());
      Files.writeString(folder.resolve("config.json"), config("text-projected").toString());
      try (ClipProjectedTextModel loaded =
          ClipFiles.projectedTextModel(folder, Precision.BFLOAT16)) {
        Tensor ids = Tensor.create(new long[] {97, 5, 40}, 1, 3);
        Compute half = Compute.REFERENCE.with(Precision.BFLOAT16);
        Tensor pooled = loaded.encode(ids, half).pooled();
        assertThat(pooled.scalar_type().intern()).isEqualTo(ScalarType.Float);
        assertThat(error(pooled, made.encode(ids, Compute.REFERENCE).pooled())).isLessThan(0.05);
      }
    }
  }

  @Test
  void bothTowersAreLoadedFromAFolder() throws IOException {
    try (PointerScope scope = new PointerScope();
        ClipModel made = new ClipModel(ClipConfig.read(config("both"), "config"))) {
      made.initialize(1);
      SafetensorsWriter.write(
          folder.resolve("model.safetensors"),
          weights(made.parameters(), UnaryOperator.identity()),
          Map.of());
      Files.writeString(folder.resolve("config.json"), config("both").toString());
      Files.writeString(
          folder.resolve("preprocessor_config.json"),
          "{\"size\": {\"shortest_edge\": 24}, \"crop_size\": 24, \"resample\": 3}");
      try (ClipModel loaded = ClipFiles.model(folder, Precision.FLOAT32)) {
        Tensor pixels = tensor("pixels", 2, 3, 24, 24);
        assertThat(
                equal(
                    loaded.images(pixels, Compute.REFERENCE),
                    made.images(pixels, Compute.REFERENCE)))
            .isTrue();
        Tensor one = Tensor.create(new float[] {1, 0}, 1, 2);
        assertThat(loaded.logits(one, one).item_double())
            .isCloseTo(1 / 0.07, org.assertj.core.data.Offset.offset(1e-4));
        assertThat(ClipFiles.images(folder, loaded)).isEqualTo(ClipImages.ofSize(24));
      }
    }
  }

  private static ClipTextModel small() throws IOException {
    ClipTextModel model = new ClipTextModel(ClipTextConfig.read(config("text-largest"), "config"));
    model.parameters().initialize(1);
    return model;
  }

  private static JsonNode config(String golden) throws IOException {
    try (Checkpoint file = Checkpoint.open(Goldens.file("clip/" + golden + ".safetensors"))) {
      return JSON.readTree(file.metadata().get("golden")).get("config");
    }
  }

  private static Map<String, Tensor> weights(Parameters parameters, UnaryOperator<String> name) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    parameters.all().forEach(p -> weights.put(name.apply(p.name()), p.value()));
    return weights;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"hidden_act\": \"relu\"}|hidden_act is \"relu\"; supported: quick_gelu, gelu",
        "{\"hidden_size\": 30, \"num_attention_heads\": 4}|a divisor of hidden_size, 30, is expected",
        "{\"model_type\": \"bert\"}|model_type is \"bert\"; supported: clip_text_model",
        "{\"rotary_dim\": 4}|unknown setting 'rotary_dim'",
        "{\"eos_token_id\": [1, 2]}|eos_token_id is [1,2]; a whole number",
      })
  void otherConfigurationsAreRefusedByName(String json, String message) {
    assertThatThrownBy(() -> ClipTextConfig.read(JSON.readTree(json), "text_encoder/config.json"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("text_encoder/config.json")
        .hasMessageContaining(message);
  }

  /** As in Stable Diffusion 1, whose configuration has a wrong end and no more than it must. */
  @Test
  void whatConfigurationsLeaveOpenIsUsual() throws IOException {
    ClipTextConfig config =
        ClipTextConfig.read(
            JSON.readTree(
                "{\"hidden_size\": 768, \"intermediate_size\": 3072, \"num_attention_heads\": 12,"
                    + " \"eos_token_id\": 2, \"bos_token_id\": 0, \"torch_dtype\": \"float32\"}"),
            "config");
    ClipTower tower = new ClipTower(768, 3072, 12, 12, ClipActivation.QUICK_GELU, 1e-5);
    assertThat(config).isEqualTo(new ClipTextConfig(tower, 49408, 77, 2, 512));
    ClipConfig both =
        ClipConfig.read(
            JSON.readTree(
                "{\"model_type\": \"clip\", \"text_config\": {\"hidden_size\": 512},"
                    + " \"text_config_dict\": {\"hidden_size\": 768, \"num_attention_heads\": 12},"
                    + " \"vision_config\": {\"patch_size\": 16}, \"vision_config_dict\": null}"),
            "config");
    assertThat(both.text().tower().width()).isEqualTo(768);
    assertThat(both.vision().patches()).isEqualTo(196);
  }

  @Test
  void whatIsMissingIsSaid() throws IOException {
    assertThatThrownBy(() -> ClipFiles.textModel(folder, Precision.FLOAT32))
        .hasMessageContaining("there is no config.json");
    Files.writeString(folder.resolve("config.json"), "{}");
    assertThatThrownBy(() -> ClipFiles.textModel(folder, Precision.FLOAT32))
        .hasMessageContaining("has no weights: expected");
    try (PointerScope scope = new PointerScope()) {
      Path file = folder.resolve("resnet.safetensors");
      SafetensorsWriter.write(
          file,
          Map.of(
              "visual.layer1.0.conv1.weight", Tensor.create(1f),
              "transformer.resblocks.0.ln_1.weight", Tensor.create(1f)),
          Map.of());
      assertThatThrownBy(() -> ClipFiles.model(file, Precision.FLOAT32))
          .hasMessageContaining("its image tower is a ResNet");
      SafetensorsWriter.write(file, Map.of("weight", Tensor.create(1f)), Map.of());
      assertThatThrownBy(() -> ClipFiles.model(file, Precision.FLOAT32))
          .hasMessageContaining("this is no checkpoint of OpenAI's CLIP");
      SafetensorsWriter.write(
          file, Map.of("transformer.resblocks.0.ln_1.weight", Tensor.create(1f)), Map.of());
      assertThatThrownBy(() -> ClipFiles.model(file, Precision.FLOAT32))
          .hasMessageContaining("has the tensor visual.conv1.weight");
    }
  }
}
