package io.tweedie.cli;

import io.tweedie.core.operator.Noise;
import io.tweedie.core.operator.Task;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What is wrong with a photo. */
final class TaskOptions {

  @Option(
      names = "--task",
      paramLabel = "TASK",
      converter = TaskReader.class,
      description = {
        "What is wrong with the photo:",
        "sr:4 (too small; the factor is a whole number up to 64), sr-bicubic:4 (shrunk bicubically),"
            + " inpaint-mask:FILE (white keeps, black is filled), inpaint-box:64x96@8,16 (height x"
            + " width @ row,column), inpaint-box:128 (in the middle), inpaint-random:0.8 (that"
            + " share of the pixels, at places the seed chooses), inpaint-freeform:0.15 or"
            + " inpaint-freeform:0.1-0.2 (strokes of a brush over that share), uncrop:0.5 (all but"
            + " the middle of that share of the sides),",
        "deblur-gaussian:61,3.0 (kernel size and standard deviation in pixels),"
            + " deblur-motion:61,0.5 (kernel size, and intensity from 0 to 1; the seed chooses the"
            + " path), deblur-kernel:FILE (a CSV or NPY matrix); each with ,circular ,reflect"
            + " ,replicate or ,zero for what is beyond the edge (reflect if not said),",
        "deblur-nonlinear (light is blurred rather than pixel values; the seed chooses the path) or"
            + " deblur-nonlinear:FILE (as the network of Tran et al. in GOPRO_wVAE.pth blurs),"
            + " jpeg:10 (quality; with ,4:4:4 where colour was kept at full resolution),"
            + " phase-retrieval:2 (oversampling; not of photos, but of what degrade stores),",
        "denoise (with --sigma or --poisson), colorize."
      })
  private Task task;

  @Mixin private NoiseOptions noise;

  /**
   * The task.
   *
   * @throws IllegalArgumentException if none is given
   */
  Task task() {
    if (task == null) {
      throw new IllegalArgumentException(
          "--task is missing: what is wrong with the photo, such as sr:4");
    }
    return task;
  }

  /**
   * The noise.
   *
   * @throws IllegalArgumentException if its strength is out of range
   */
  Noise noise() {
    return noise.noise();
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
