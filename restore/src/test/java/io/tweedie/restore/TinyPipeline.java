package io.tweedie.restore;

import static io.tweedie.core.tensor.Scalars.scalar;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.randn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.clip.ClipTextConfig;
import io.tweedie.models.clip.ClipTextModel;
import io.tweedie.models.clip.tokenizer.BytePairVocabulary;
import io.tweedie.models.diffusers.AutoencoderConfig;
import io.tweedie.models.diffusers.AutoencoderKl;
import io.tweedie.models.diffusers.UNet2d;
import io.tweedie.models.diffusers.UNet2dConfig;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.nn.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * A text-to-image pipeline of diffusers, small and of random weights: pictures of 16 x 16, whose
 * sides are multiples of 4, and a vocabulary of single bytes.
 */
final class TinyPipeline {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String INDEX =
      """
      {"_class_name": "StableDiffusionPipeline",
       "scheduler": ["diffusers", "DDIMScheduler"],
       "text_encoder": ["transformers", "CLIPTextModel"],
       "tokenizer": ["transformers", "CLIPTokenizer"],
       "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"]}
      """;

  private static final String SCHEDULER =
      """
      {"_class_name": "DDIMScheduler", "beta_end": 0.012, "beta_schedule": "scaled_linear",
       "beta_start": 0.00085, "clip_sample": false, "steps_offset": 1, "set_alpha_to_one": false}
      """;

  private static final String UNET =
      """
      {"_class_name": "UNet2DConditionModel", "sample_size": 8, "block_out_channels": [8, 8],
       "layers_per_block": 1, "norm_num_groups": 4, "attention_head_dim": 2,
       "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
       "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"], "cross_attention_dim": 8}
      """;

  private static final String AUTOENCODER =
      """
      {"_class_name": "AutoencoderKL", "block_out_channels": [4, 8], "norm_num_groups": 2,
       "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D"],
       "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D"], "sample_size": 16}
      """;

  private static final String TEXT_ENCODER =
      """
      {"_class_name": "CLIPTextModel", "model_type": "clip_text_model", "hidden_size": 8,
       "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
       "max_position_embeddings": 20, "vocab_size": 514, "eos_token_id": 513,
       "projection_dim": 8}
      """;

  private TinyPipeline() {}

  /** Writes the folder. */
  static Path in(Path folder) throws IOException {
    write(folder, "model_index.json", INDEX);
    write(folder, "scheduler/scheduler_config.json", SCHEDULER);
    BytePairVocabulary.of(List.of()).write(folder.resolve("tokenizer"));
    String weights = "diffusion_pytorch_model.safetensors";
    try (UNet2d unet = new UNet2d(UNet2dConfig.ofTexts(json(UNET), "unet"));
        AutoencoderKl vae = new AutoencoderKl(AutoencoderConfig.read(json(AUTOENCODER), "vae"));
        ClipTextModel text = new ClipTextModel(ClipTextConfig.read(json(TEXT_ENCODER), "text"))) {
      write(folder, "unet/config.json", UNET);
      write(folder.resolve("unet").resolve(weights), unet.parameters());
      write(folder, "vae/config.json", AUTOENCODER);
      write(folder.resolve("vae").resolve(weights), vae.parameters());
      write(folder, "text_encoder/config.json", TEXT_ENCODER);
      write(folder.resolve("text_encoder/model.safetensors"), text.parameters());
    }
    return folder;
  }

  private static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void write(Path file, Parameters parameters) {
    try (PointerScope scope = new PointerScope()) {
      Generator generator = make_generator_cpu(5);
      Map<String, Tensor> weights = new HashMap<>();
      for (Parameter parameter : parameters.all()) {
        Tensor random = randn(parameter.shape(), new GeneratorOptional(generator));
        long fanIn = random.dim() < 2 ? 100 : random.numel() / random.size(0);
        Tensor value = random.mul(scalar(1 / Math.sqrt(fanIn)));
        boolean gain = random.dim() < 2 && parameter.name().endsWith(".weight");
        weights.put(parameter.name(), gain ? value.add(scalar(1)) : value);
      }
      SafetensorsWriter.write(file, weights, Map.of());
    }
  }
}
