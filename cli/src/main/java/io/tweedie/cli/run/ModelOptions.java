package io.tweedie.cli.run;

import io.tweedie.restore.ModelPrior;
import io.tweedie.restore.Models;
import io.tweedie.restore.Prior;
import io.tweedie.restore.spec.ComputeSpec;
import io.tweedie.restore.spec.ModelChoice;
import io.tweedie.restore.spec.PriorSpec;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model, and how its network computes. */
public final class ModelOptions {

  @Option(
      names = "--model",
      paramLabel = "NAME|DIR",
      defaultValue = "photos",
      description =
          "A model that ships, or a folder: with model.json and weights, or of diffusers: a"
              + " UNet2DModel, a DDPMPipeline or, for restore, a text-to-image pipeline (default:"
              + " ${DEFAULT-VALUE}); 'tweedie models list' names those that ship.")
  private String model;

  @Option(
      names = "--config",
      paramLabel = "NAME|FILE",
      description =
          "With --weights, in place of --model: a public model's name, or a JSON file with the"
              + " flags of guided-diffusion.")
  private String config;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "A checkpoint (.pt, .pth or .safetensors) for --config.")
  private Path weights;

  @Mixin private ComputeOptions computing;

  /** The same options for a model named in another way. */
  public ModelOptions named(String name) {
    model = name;
    return this;
  }

  /**
   * The model that is named.
   *
   * @throws IllegalArgumentException if only half of one is
   */
  public ModelChoice choice() {
    if ((config == null) != (weights == null)) {
      throw new IllegalArgumentException(
          "--config and --weights go together: what the network is, and the checkpoint");
    }
    return config == null
        ? ModelChoice.named(model)
        : new ModelChoice(null, config, weights.toString());
  }

  /** How its network computes. */
  public ComputeSpec compute() {
    return computing.spec();
  }

  /**
   * Finds the model.
   *
   * @throws IOException if its description cannot be read
   * @throws IllegalArgumentException if there is no such model, or it cannot compute so
   */
  public ModelPrior open() throws IOException {
    return open(choice());
  }

  /** Finds the model, which may be one of latents; otherwise as {@link #open()}. */
  public Prior prior() throws IOException {
    return prior(choice());
  }

  /** Finds another model, which computes in the same way; otherwise as {@link #prior()}. */
  public Prior prior(ModelChoice choice) throws IOException {
    return Models.prior(new PriorSpec(choice, compute()));
  }

  /** Finds another model, which computes in the same way; otherwise as {@link #open()}. */
  public ModelPrior open(ModelChoice choice) throws IOException {
    return Models.open(new PriorSpec(choice, compute()));
  }
}
