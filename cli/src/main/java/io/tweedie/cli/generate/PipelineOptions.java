package io.tweedie.cli.generate;

import io.tweedie.core.tensor.Batching;
import io.tweedie.core.tensor.Compute;
import io.tweedie.core.tensor.Device;
import io.tweedie.core.tensor.Layout;
import io.tweedie.core.tensor.Precision;
import io.tweedie.models.diffusers.DiffusersFolder;
import io.tweedie.restore.record.Processor;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which pipeline draws, and how its networks compute. */
final class PipelineOptions {

  private static final String AUTO = "auto";

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "A folder of diffusers with a text-to-image pipeline, as of Stable Diffusion 1 and 2.")
  private Path model;

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = AUTO,
      description =
          "Number format inside the networks: fp32, bf16, or auto (bf16 where the processor is"
              + " fast at it).")
  private String precision;

  @Option(
      names = "--layout",
      paramLabel = "L",
      defaultValue = AUTO,
      description =
          "Memory layout inside the networks: channels-last, contiguous, or auto (what the"
              + " processor is faster at). Changes speed, not meaning.")
  private String layout;

  @Option(
      names = "--device",
      paramLabel = "D",
      defaultValue = "cpu",
      description =
          "Where the networks compute: cpu, cuda or cuda:1 (default: ${DEFAULT-VALUE}). CUDA needs"
              + " a build with -Pcuda.")
  private String device;

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
    Precision format =
        precision.equals(AUTO) ? Processor.fastPrecision() : Precision.parse(precision);
    Layout order =
        layout.equals(AUTO)
            ? Processor.fastLayout(System.getProperty("os.arch"))
            : Layout.parse(layout);
    Device place = new Device(device).requireAvailable();
    return new Compute(place, format, order, Batching.FAST);
  }
}
