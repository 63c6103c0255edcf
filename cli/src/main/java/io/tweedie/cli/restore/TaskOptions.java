package io.tweedie.cli.restore;

import static java.util.stream.Collectors.joining;

import io.tweedie.core.task.TaskProvider;
import io.tweedie.restore.spec.DamageSpec;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is wrong with a photo. */
final class TaskOptions {

  @Option(
      names = "--task",
      paramLabel = "TASK",
      completionCandidates = Added.class,
      description = {
        "What is wrong with the photo:",
        "sr:4 (too small; the factor is a whole number up to 64), sr-bicubic:4 (shrunk bicubically),"
            + " inpaint-mask:FILE (black is filled, white is kept; see --mask-fill), inpaint-box:64x96@8,16 (height x"
            + " width @ row,column), inpaint-box:128 (in the middle), inpaint-random:0.8 (that"
            + " share of the pixels, at places the seed chooses), inpaint-freeform:0.15 or"
            + " inpaint-freeform:0.1-0.2 (strokes of a brush over that share), uncrop:0.5 (all but"
            + " the middle of that share of the sides),",
        "deblur-gaussian:61,3.0 (kernel size and standard deviation in pixels),"
            + " deblur-motion:61,0.5 (kernel size, and intensity from 0 to 1; the seed chooses the"
            + " path), deblur-kernel:FILE (a CSV or NPY matrix); each with ,valid ,circular"
            + " ,reflect ,replicate or ,zero for what is beyond the edge. If that is not said, it is"
            + " reflect where a blur is computed, but valid for photos to restore: what was there is"
            + " not known, and sought,",
        "deblur-nonlinear (light is blurred rather than pixel values; the seed chooses the path) or"
            + " deblur-nonlinear:FILE (as the network of Tran et al. in GOPRO_wVAE.pth blurs),"
            + " jpeg (of a JPEG file, whose own tables say how it was compressed) or jpeg:10"
            + " (quality; with ,4:4:4 where colour was kept at full resolution),"
            + " phase-retrieval:2 (oversampling; not of photos, but of what degrade stores),",
        "denoise (restore finds out how strong the noise is, unless --sigma or --poisson say it),"
            + " colorize${COMPLETION-CANDIDATES}."
      })
  private String task;

  @Option(
      names = "--mask-fill",
      paramLabel = "COLOUR",
      description =
          "What the mask of inpaint-mask paints over the missing pixels: black or white (default:"
              + " black).")
  private String fill;

  @Mixin private NoiseOptions noise;

  /** The tasks of other jars, as the end of the list that the help tells. */
  static final class Added implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return List.of(TaskProvider.ALL.added().stream().map(Added::help).collect(joining()))
          .iterator();
    }

    private static String help(TaskProvider kind) {
      String example = ", " + kind.forms().get(0).example();
      return kind.summary().isEmpty() ? example : "%s (%s)".formatted(example, kind.summary());
    }
  }

  /** What they say. */
  DamageSpec damage() {
    return new DamageSpec(task, noise.sigma(), noise.rate(), fill);
  }
}
