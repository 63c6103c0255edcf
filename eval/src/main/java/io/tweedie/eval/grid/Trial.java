package io.tweedie.eval.grid;

import io.tweedie.core.measurement.Measurement;
import io.tweedie.core.operator.ForwardOperator;
import io.tweedie.core.random.KeyedNoise;
import io.tweedie.core.task.Task;
import io.tweedie.core.tensor.Shape;
import io.tweedie.eval.baseline.AsMeasured;
import io.tweedie.images.CentreCrop;
import io.tweedie.images.ImageFile;
import io.tweedie.restore.photo.DegradedPhoto;
import io.tweedie.restore.photo.NamedFiles;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;

/**
 * An image degraded for a task. Its tensors belong to the native scope around the call that made
 * it.
 *
 * @param image name of the image's file
 * @param task the task
 * @param reference what is sought, 1 x 3 x H x W in [-1, 1]
 * @param measurement what a method gets to see
 * @param identity of the reference: by its pixels
 */
record Trial(String image, Task task, Tensor reference, Measurement measurement, long identity) {

  /** An image has no square of the size that was asked for. */
  static final class TooSmall extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient Shape image;

    TooSmall(Shape image, int edge) {
      super(
          String.format(
              Locale.ROOT,
              "the image is %d x %d (height x width), too small for a crop of %d x %d",
              image.height(),
              image.width(),
              edge,
              edge));
      this.image = image;
    }

    Shape image() {
      return image;
    }
  }

  /** The window of SSIM, in pixels. */
  private static final long LEAST_EDGE = 11;

  /**
   * Reads, crops and degrades an image.
   *
   * @throws IllegalArgumentException if the image does not suit the task or the crop
   * @throws io.tweedie.images.ImageException if the file cannot be read
   */
  static Trial of(Path image, Task task, EvaluationPlan plan) {
    Tensor pixels = ImageFile.read(image).pixels();
    Tensor colour = pixels.expand(1, 3, pixels.size(2), pixels.size(3));
    Tensor square = crop(colour, squareIn(colour, plan.conditions().size()));
    Tensor reference = crop(square, task.admissible(Shape.of(square))).contiguous();
    requireMeasurable(reference);
    ForwardOperator operator =
        task.operator(Shape.of(reference), plan.conditions().seed(), NamedFiles.onDisk());
    long identity = DegradedPhoto.identity(reference);
    Tensor normal =
        new KeyedNoise(plan.conditions().seed(), new long[] {identity})
            .normal(0, "degradation", operator.measurementShape());
    return new Trial(
        image.getFileName().toString(),
        task,
        reference,
        Measurement.of(operator, reference, plan.conditions().noise(), normal),
        identity);
  }

  private static Shape squareIn(Tensor image, OptionalInt size) {
    Shape whole = Shape.of(image);
    if (size.isEmpty()) {
      return whole;
    }
    int edge = size.getAsInt();
    if (whole.height() < edge || whole.width() < edge) {
      throw new TooSmall(whole, edge);
    }
    return new Shape(whole.channels(), edge, edge);
  }

  private static Tensor crop(Tensor image, Shape to) {
    return CentreCrop.of(image, to.height(), to.width());
  }

  private static void requireMeasurable(Tensor reference) {
    if (Math.min(reference.size(2), reference.size(3)) < LEAST_EDGE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the image is %d x %d (height x width), but SSIM needs at least %d x %d",
              reference.size(2),
              reference.size(3),
              LEAST_EDGE,
              LEAST_EDGE));
    }
  }

  ForwardOperator operator() {
    return measurement.operator();
  }

  /** The measurement as people see it: in the shape of the image where that makes sense. */
  Tensor visibleMeasurement() {
    AsMeasured view = new AsMeasured();
    return view.serves(operator()) ? view.restore(measurement) : measurement.y();
  }

  /** |y - A x| of the reference: the noise, in [-1, 1] units. */
  double lossOfTruth() {
    return measurement.residualNorm(reference).item_double();
  }

  /** Changes with every bit that a method sees or is judged by. */
  String fingerprint() {
    return "reference %016x, measurement %016x, %s"
        .formatted(identity, DegradedPhoto.identity(measurement.y()), measurement.noise());
  }
}
