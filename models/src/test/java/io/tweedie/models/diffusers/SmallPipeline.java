package io.tweedie.models.diffusers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.clip.ClipTextConfig;
import io.tweedie.models.clip.ClipTextModel;
import io.tweedie.models.nn.Network;
import io.tweedie.models.parity.DeterministicWeights;
import io.tweedie.models.parity.Goldens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A folder as diffusers lays out a pipeline, with small networks of deterministic weights. */
final class SmallPipeline {

  static final String UNET =
      """
      {"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.42.1",
       "block_out_channels": [8, 16], "layers_per_block": 1, "norm_num_groups": 4,
       "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
       "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"],
       "attention_head_dim": 2, "cross_attention_dim": 12}
      """;

  static final String IMAGES =
      """
      {"_class_name": "UNet2DModel", "block_out_channels": [8, 16], "layers_per_block": 1,
       "norm_num_groups": 4, "down_block_types": ["DownBlock2D", "AttnDownBlock2D"],
       "up_block_types": ["AttnUpBlock2D", "UpBlock2D"], "attention_head_dim": 4,
       "sample_size": 16}
      """;

  static final String AUTOENCODER =
      """
      {"_class_name": "AutoencoderKL", "block_out_channels": [4, 8], "norm_num_groups": 2,
       "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D"],
       "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D"], "sample_size": 8}
      """;

  static final String WEIGHTS = "diffusion_pytorch_model.safetensors";

  private SmallPipeline() {}

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static UNet2d unet() {
    return new UNet2d(UNet2dConfig.ofTexts(json(UNET), "unet/config.json"));
  }

  /** Without a change of resolution. */
  static UNet2d oneLevel() {
    String config =
        """
        {"block_out_channels": [8], "layers_per_block": 1, "norm_num_groups": 4,
         "down_block_types": ["CrossAttnDownBlock2D"], "up_block_types": ["CrossAttnUpBlock2D"],
         "attention_head_dim": 2, "cross_attention_dim": 12}
        """;
    return new UNet2d(UNet2dConfig.ofTexts(json(config), "config.json"));
  }

  static UNet2d images() {
    return new UNet2d(UNet2dConfig.ofImages(json(IMAGES), "config.json"));
  }

  static AutoencoderKl autoencoder() {
    return new AutoencoderKl(AutoencoderConfig.read(json(AUTOENCODER), "vae/config.json"));
  }

  /** The weights of a network, which live as long as it does. */
  static Map<String, Tensor> tensors(Network network) {
    DeterministicWeights.fill(network.parameters());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    network.parameters().all().forEach(p -> tensors.put(p.name(), p.value()));
    return tensors;
  }

  /** Writes a whole pipeline. */
  static Path in(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("model_index.json"),
        """
        {"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.42.1",
         "requires_safety_checker": true, "safety_checker": [null, null],
         "scheduler": ["diffusers", "DDIMScheduler"],
         "text_encoder": ["transformers", "CLIPTextModel"],
         "tokenizer": ["transformers", "CLIPTokenizer"],
         "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"]}
        """);
    write(folder.resolve("unet"), UNET, unet());
    write(folder.resolve("vae"), AUTOENCODER, autoencoder());
    for (String file :
        List.of(
            "tokenizer/vocab.json",
            "tokenizer/merges.txt",
            "text_encoder/config.json",
            "scheduler/scheduler_config.json")) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.copy(Goldens.file("pipeline/folder/" + file), folder.resolve(file));
    }
    JsonNode config = json(Files.readString(folder.resolve("text_encoder/config.json")));
    try (ClipTextModel text = new ClipTextModel(ClipTextConfig.read(config, "text_encoder"))) {
      DeterministicWeights.fill(text.parameters());
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      text.parameters().all().forEach(p -> tensors.put(p.name(), p.value()));
      SafetensorsWriter.write(folder.resolve("text_encoder/model.safetensors"), tensors, Map.of());
    }
    return folder;
  }

  /** Writes the settings and weights of one network. */
  static Path write(Path folder, String config, Network network) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), config);
    try (network) {
      SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors(network), Map.of());
    }
    return folder;
  }
}
