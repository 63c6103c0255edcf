package io.tweedie.cli.generate;

import io.tweedie.cli.run.ComputeOptions;
import io.tweedie.restore.Pipelines;
import io.tweedie.restore.TextPipeline;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which pipeline draws, and how its networks compute. */
final class PipelineOptions {

  @Option(
      names = "--model",
      paramLabel = "NAME|DIR",
      description =
          "A text-to-image model that ships, or a folder of diffusers with one, as of Stable"
              + " Diffusion 1 and 2 (default: "
              + Pipelines.USUAL
              + ").")
  private String model;

  @Mixin private ComputeOptions computing;

  /**
   * The pipeline, its weights still unread.
   *
   * @throws IllegalArgumentException if there is none, its parts do not go together, or it cannot
   *     compute so
   */
  TextPipeline open() throws IOException {
    return Pipelines.open(model == null ? Pipelines.usual() : model, computing.spec());
  }
}
