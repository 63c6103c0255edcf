package io.tweedie.cli;

import io.tweedie.core.operator.Noise;
import io.tweedie.core.operator.Task;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What is wrong with a photo. */
final class TaskOptions {

  @Option(
      names = "--task",
      paramLabel = "TASK",
      required = true,
      converter = TaskReader.class,
      description = {
        "What is wrong with the photo:",
        "sr:4 (too small; the factor is any whole number), sr-bicubic:4 (shrunk bicubically),"
            + " inpaint-mask:FILE (white keeps, black is filled), inpaint-box:64x96@8,16 (height x"
            + " width @ row,column), inpaint-box:128 (in the middle), inpaint-random:0.8 (that"
            + " share of the pixels, at places the seed chooses), denoise (with --sigma), colorize."
      })
  private Task task;

  @Option(
      names = "--sigma",
      paramLabel = "S",
      defaultValue = "0",
      description =
          "Standard deviation of the noise in the photo, where white is 1: sigma 12.75 of 8-bit"
              + " pixels is 0.05 (default: ${DEFAULT-VALUE}).")
  private double sigma;

  Task task() {
    return task;
  }

  /**
   * The noise.
   *
   * @throws IllegalArgumentException if sigma is no standard deviation in image units
   */
  Noise noise() {
    return sigma == 0 ? new Noise.None() : new Noise.Gaussian(sigma);
  }

  private static final class TaskReader implements ITypeConverter<Task> {

    @Override
    public Task convert(String value) {
      try {
        return Task.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
