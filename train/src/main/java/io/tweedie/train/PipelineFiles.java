package io.tweedie.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tweedie.core.denoiser.Parameterization;
import io.tweedie.core.file.WholeFile;
import io.tweedie.models.checkpoint.SafetensorsWriter;
import io.tweedie.models.clip.ClipModel;
import io.tweedie.models.nn.Parameter;
import io.tweedie.models.pipeline.PipelineCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Writes what was trained as diffusers and transformers lay it out. */
final class PipelineFiles {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String CONFIG = "config.json";
  private static final String CLIP_WEIGHTS = "model.safetensors";
  private static final String WEIGHTS = "diffusion_pytorch_model.safetensors";
  private static final Map<String, String> METADATA = Map.of("format", "pt");
  private static final String SUMMARY =
      "Draws scenes of digits and shapes by captions, 64 x 64, trained by this project on pictures"
          + " that it drew itself";
  private static final String LICENCE = "Apache-2.0";
  private static final double GREY = 0.5;
  private static final int BICUBIC = 3;

  /** Diffusers' names of the schedules. */
  private static final Map<String, String> BETAS =
      Map.of("linear", "linear", "scaled-linear", "scaled_linear", "cosine", "squaredcos_cap_v2");

  private static final Map<Parameterization, String> PREDICTIONS =
      Map.of(
          Parameterization.EPSILON, "epsilon",
          Parameterization.X0, "sample",
          Parameterization.V, "v_prediction");

  private PipelineFiles() {}

  /** A folder of transformers' {@code CLIPModel}, with tokenizer and preprocessor. */
  static void writeClip(Path folder, JsonNode model, ClipModel network, CaptionTokens tokens)
      throws IOException {
    ObjectNode config = JSON.createObjectNode();
    config.put("model_type", "clip");
    config.putArray("architectures").add("CLIPModel");
    config.setAll((ObjectNode) model);
    write(folder.resolve(CONFIG), config);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters().all()) {
      if (!parameter.name().startsWith(SceneReader.NAME + ".")) {
        weights.put(parameter.name(), parameter.value());
      }
    }
    SafetensorsWriter.write(folder.resolve(CLIP_WEIGHTS), weights, METADATA);
    tokens.write(folder);
    write(folder.resolve("preprocessor_config.json"), preprocessor(model));
  }

  /** Images are taken as they are, with grey at zero. */
  private static ObjectNode preprocessor(JsonNode model) {
    int side = model.path("vision_config").path("image_size").asInt();
    ObjectNode json = JSON.createObjectNode();
    json.put("image_processor_type", "CLIPImageProcessor");
    for (String step :
        List.of("do_resize", "do_center_crop", "do_rescale", "do_normalize", "do_convert_rgb")) {
      json.put(step, true);
    }
    json.put("resample", BICUBIC);
    json.put("rescale_factor", 1 / 255.0);
    json.putObject("size").put("shortest_edge", side);
    json.putObject("crop_size").put("height", side).put("width", side);
    for (String name : List.of("image_mean", "image_std")) {
      json.putArray(name).add(GREY).add(GREY).add(GREY);
    }
    return json;
  }

  /**
   * A folder of diffusers' {@code StableDiffusionPipeline}, with the CLIP that scores its pictures.
   *
   * @param vae folder of the autoencoder, which is copied
   * @param clip folder of the CLIP whose tokenizer is copied, and whose text tower's settings are
   *     those of the text encoder
   * @param latentSide height and width of latents
   */
  static void writePipeline(
      Path folder, Recipe recipe, TextToLatents network, Path vae, Path clip, long latentSide)
      throws IOException {
    ObjectNode unet = JSON.createObjectNode();
    unet.put("_class_name", "UNet2DConditionModel");
    unet.setAll((ObjectNode) recipe.model());
    unet.put("sample_size", latentSide);
    write(folder.resolve("unet").resolve(CONFIG), unet);
    SafetensorsWriter.write(
        folder.resolve("unet").resolve(WEIGHTS), network.unetWeights(), METADATA);

    ObjectNode text = JSON.createObjectNode();
    text.put("model_type", "clip_text_model");
    text.putArray("architectures").add("CLIPTextModel");
    text.setAll((ObjectNode) JSON.readTree(clip.resolve(CONFIG).toFile()).path("text_config"));
    write(folder.resolve("text_encoder").resolve(CONFIG), text);
    SafetensorsWriter.write(
        folder.resolve("text_encoder").resolve(CLIP_WEIGHTS), network.textWeights(), METADATA);

    for (String file : List.of("vocab.json", "merges.txt", "tokenizer_config.json")) {
      copy(clip.resolve(file), folder.resolve("tokenizer").resolve(file));
    }
    for (String file : List.of(CONFIG, WEIGHTS)) {
      copy(vae.resolve(file), folder.resolve("vae").resolve(file));
    }
    write(folder.resolve("scheduler").resolve("scheduler_config.json"), scheduler(recipe));
    for (String file :
        List.of(
            CONFIG,
            CLIP_WEIGHTS,
            "vocab.json",
            "merges.txt",
            "tokenizer_config.json",
            "preprocessor_config.json")) {
      copy(clip.resolve(file), folder.resolve("clip").resolve(file));
    }
    new PipelineCard(SUMMARY, LICENCE, recipe.scenes().scale(), null).write(folder);
    write(folder.resolve("model_index.json"), index());
  }

  private static ObjectNode scheduler(Recipe recipe) {
    ObjectNode json = JSON.createObjectNode();
    json.put("_class_name", "DDIMScheduler");
    json.put("num_train_timesteps", recipe.noiseSchedule().size());
    json.put("beta_schedule", BETAS.get(recipe.schedule()));
    // Of the others its defaults are the usual constants.
    if (recipe.schedule().equals("scaled-linear")) {
      json.put("beta_start", 0.00085);
      json.put("beta_end", 0.012);
    }
    json.put("prediction_type", PREDICTIONS.get(recipe.prediction()));
    json.put("clip_sample", false);
    json.put("timestep_spacing", "trailing");
    // Of no effect with this spacing, but the pipeline warns of any other.
    json.put("steps_offset", 1);
    return json;
  }

  private static ObjectNode index() {
    ObjectNode json = JSON.createObjectNode();
    json.put("_class_name", "StableDiffusionPipeline");
    json.putArray("feature_extractor").addNull().addNull();
    json.putArray("safety_checker").addNull().addNull();
    json.put("requires_safety_checker", false);
    json.putArray("scheduler").add("diffusers").add("DDIMScheduler");
    json.putArray("text_encoder").add("transformers").add("CLIPTextModel");
    json.putArray("tokenizer").add("transformers").add("CLIPTokenizer");
    json.putArray("unet").add("diffusers").add("UNet2DConditionModel");
    json.putArray("vae").add("diffusers").add("AutoencoderKL");
    return json;
  }

  private static void write(Path file, JsonNode json) throws IOException {
    WholeFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
  }

  private static void copy(Path from, Path to) throws IOException {
    WholeFile.write(to, Files.readAllBytes(from));
  }
}
