package io.tweedie.models.prior;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tweedie.core.denoiser.Parameterization;
import java.util.Set;

/**
 * Flags as the codes that trained the public checkpoints take them: the command line of
 * guided-diffusion as a JSON object, or the YAML of DDIM, DDRM and DDNM as JSON with its sections
 * {@code data} and {@code model}.
 */
final class Flags {

  /** Flags of guided-diffusion that say how to run or to train, not what the network is. */
  private static final Set<String> NOT_OF_THE_NETWORK =
      Set.of(
          "use_checkpoint",
          "use_fp16",
          "timestep_respacing",
          "use_kl",
          "rescale_learned_sigmas",
          "model_path");

  private Flags() {}

  static ModelSpec spec(String name, JsonNode json) {
    if (json.has("num_channels")) {
      return adm(name, json.deepCopy());
    }
    if (json.has("data") && json.has("model")) {
      int steps = json.path("diffusion").path("num_diffusion_timesteps").asInt(1000);
      return spec(name, "ddpm", json, "linear", steps, Parameterization.EPSILON);
    }
    throw new IllegalArgumentException(
        name
            + " is no model configuration: expected a model.json with 'architecture', the flags of"
            + " guided-diffusion with 'num_channels', or sections 'data' and 'model' as in DDRM");
  }

  private static ModelSpec adm(String name, ObjectNode flags) {
    flags.remove(NOT_OF_THE_NETWORK);
    String schedule = text(flags.remove("noise_schedule"), "linear");
    int steps = Integer.parseInt(text(flags.remove("diffusion_steps"), "1000"));
    boolean predictsX0 = Boolean.parseBoolean(text(flags.remove("predict_xstart"), "false"));
    boolean rescaled = Boolean.parseBoolean(text(flags.remove("rescale_timesteps"), "false"));
    if (rescaled && steps != 1000) {
      throw new IllegalArgumentException(
          name + ": rescale_timesteps is not supported for schedules of other than 1000 steps");
    }
    return spec(
        name,
        "adm",
        flags,
        schedule,
        steps,
        predictsX0 ? Parameterization.X0 : Parameterization.EPSILON);
  }

  private static String text(JsonNode value, String fallback) {
    return value == null ? fallback : value.asText();
  }

  private static ModelSpec spec(
      String name,
      String architecture,
      JsonNode config,
      String schedule,
      int steps,
      Parameterization prediction) {
    return new ModelSpec(
        name,
        null,
        architecture,
        config,
        schedule,
        steps,
        prediction,
        null,
        "",
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
