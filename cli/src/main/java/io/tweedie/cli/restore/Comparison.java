package io.tweedie.cli.restore;

import static io.tweedie.core.tensor.Scalars.scalar;

import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import io.tweedie.eval.metric.Metric;
import io.tweedie.eval.metric.Psnr;
import io.tweedie.eval.metric.Ssim;
import io.tweedie.images.ImageFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * How near a picture is to what it should be. Values are measured as the picture's file has them,
 * in 8 bits.
 *
 * @param reference what it should be, 1 x C x H x W in [-1, 1]
 * @param metrics by name
 */
public record Comparison(Tensor reference, Map<String, Double> metrics) {

  /** What needs no weights. */
  public static final List<Metric> PLAIN = List.of(new Psnr(), new Ssim());

  /**
   * Compares a result with the picture in a file.
   *
   * @param task the task whose result it is; a reference that is larger only by what the task cuts
   *     off at the right and below is cut
   */
  public static Comparison of(Path file, Tensor result, Task task) {
    Tensor pixels = ImageFile.read(file).pixels();
    Shape fitting = task.admissible(new Shape(3, pixels.size(2), pixels.size(3)));
    pixels = pixels.narrow(2, 0, fitting.height()).narrow(3, 0, fitting.width());
    if (pixels.size(2) != result.size(2) || pixels.size(3) != result.size(3)) {
      throw new IllegalArgumentException(
          "the reference %s is %d x %d (width x height) but the result is %d x %d"
              .formatted(file, pixels.size(3), pixels.size(2), result.size(3), result.size(2)));
    }
    return of(pixels, result, PLAIN);
  }

  /**
   * Compares two pictures of one size; one of them may be gray. Metrics for which they are too
   * small are left out.
   */
  public static Comparison of(Tensor reference, Tensor result, List<Metric> metrics) {
    long channels = Math.max(reference.size(1), result.size(1));
    Tensor expected = inColour(reference, channels);
    Tensor judged = inColour(asWritten(result), channels);
    Map<String, Double> values = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      if (metric.fits(expected)) {
        values.put(metric.name(), metric.measure(expected, judged)[0]);
      }
    }
    return new Comparison(expected, values);
  }

  private static Tensor inColour(Tensor picture, long channels) {
    return picture.expand(1, channels, picture.size(2), picture.size(3)).contiguous();
  }

  private static Tensor asWritten(Tensor pixels) {
    return pixels
        .add(scalar(1))
        .mul(scalar(127.5))
        .clamp(new ScalarOptional(scalar(0)), new ScalarOptional(scalar(255)))
        .round()
        .div(scalar(127.5))
        .sub(scalar(1));
  }

  @Override
  public String toString() {
    return metrics.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %.3f", e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }
}
