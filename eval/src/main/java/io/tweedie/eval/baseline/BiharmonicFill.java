package io.tweedie.eval.baseline;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.operator.Inpainting;
import io.tweedie.core.tensor.Backend;
import org.bytedeco.pytorch.Tensor;

/**
 * Fills missing pixels with the surface that bends least: the biharmonic equation with the known
 * pixels as boundary values (Damelin and Hoang, "On Surface Completion and Image Inpainting by
 * Biharmonic Functions", 2018), each channel clipped to the range of its known pixels. This is
 * {@code skimage.restoration.inpaint_biharmonic}.
 *
 * <p>The equations are solved directly, in float64. Memory grows with the missing pixels times
 * those in two of the image's shorter lines, so large images with scattered holes are refused.
 */
public record BiharmonicFill() implements Baseline {

  private static final long LARGEST_SYSTEM_BYTES = 2L << 30;

  @Override
  public String name() {
    return "biharmonic";
  }

  @Override
  public void requireServes(ForwardOperator operator) {
    Canvas canvas = Canvas.blank(Canvas.requireInpainting("baseline:" + name(), operator));
    if (canvas.missing() == canvas.known().length) {
      throw new IllegalArgumentException(
          "baseline:biharmonic needs a known pixel, and %s leaves none".formatted(operator.name()));
    }
    long bytes = new BiharmonicSystem(canvas).bytes();
    if (bytes > LARGEST_SYSTEM_BYTES) {
      throw new IllegalArgumentException(
          "baseline:biharmonic would need %.1f GB for the %d missing pixels of %d x %d (at most %.1f);"
                  .formatted(
                      bytes / 1e9,
                      canvas.missing(),
                      canvas.height(),
                      canvas.width(),
                      LARGEST_SYSTEM_BYTES / 1e9)
              + " crop the images");
    }
  }

  @Override
  public Tensor restore(Measurement y) {
    requireServes(y.operator());
    Backend.initialize();
    return Canvas.fill(
        (Inpainting) y.operator(),
        y,
        canvas -> {
          new BiharmonicSystem(canvas).solve();
          for (double[] plane : canvas.planes()) {
            clip(plane, canvas.known());
          }
        });
  }

  private static void clip(double[] plane, boolean[] known) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int p = 0; p < plane.length; p++) {
      if (known[p]) {
        least = Math.min(least, plane[p]);
        most = Math.max(most, plane[p]);
      }
    }
    for (int p = 0; p < plane.length; p++) {
      plane[p] = Math.max(least, Math.min(most, plane[p]));
    }
  }
}
