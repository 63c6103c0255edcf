package io.tweedie.cli.generate;

import io.tweedie.cli.run.ComputeOptions;
import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.models.diffusers.DiffusersFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which pipeline draws, and how its networks compute. */
final class PipelineOptions {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "A folder of diffusers with a text-to-image pipeline, as of Stable Diffusion 1 and 2.")
  private Path model;

  @Mixin private ComputeOptions computing;

  /**
   * The folder of the pipeline.
   *
   * @throws IllegalArgumentException if none is named, or it is none
   */
  Path folder() {
    if (model == null) {
      throw new IllegalArgumentException(
          "no text-to-image model ships yet; name a folder of diffusers with --model");
    }
    if (!Files.isDirectory(model) || !DiffusersFolder.isOne(model)) {
      throw new IllegalArgumentException(
          "'%s' is no folder of diffusers, which has a %s and folders for its networks"
              .formatted(model, DiffusersFolder.INDEX));
    }
    return model;
  }

  /** What the model is called. */
  String name() {
    Path name = model.toAbsolutePath().normalize().getFileName();
    return name == null ? "model" : name.toString();
  }

  /**
   * How the networks compute. Pictures are drawn one at a time, so each has the same bits whatever
   * else is drawn, and the halves of guidance may go through together.
   *
   * @throws IllegalArgumentException if a name is not known, or the device is not to be had
   */
  Compute compute() {
    return computing.spec().compute().with(Batching.FAST);
  }
}
